//! Snapshot: mixin.

const _: () = {
    use ::fab::__private::mixin as __fab;
    const __FAB_GROUP: __fab::GroupMeta = __fab::GroupMeta {
        name: "Address",
        fields: &[
            __fab::FieldMeta::new("street", "Street", <String as __fab::FieldType>::META)
                .search(true),
            __fab::FieldMeta::new(
                    "zip",
                    "Post code",
                    <Option<String> as __fab::FieldType>::META,
                )
                .max_length(10),
        ],
        prefixed: true,
        hook: __fab::Option::Some(&Stamp),
    };
    const _: () = __fab::check::search(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::part(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::max_length(&<Option<String> as __fab::FieldType>::META);
    const _: () = __fab::check::part(&<Option<String> as __fab::FieldType>::META);
    #[automatically_derived]
    impl __fab::FieldType for Address {
        const META: __fab::TypeMeta = __fab::TypeMeta::group(&__FAB_GROUP);
        fn store(&self, __fab_out: &mut __fab::Vec<__fab::Value>) {
            <String as __fab::FieldType>::store(&self.street, __fab_out);
            <Option<String> as __fab::FieldType>::store(&self.zip, __fab_out);
        }
        fn load(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            __fab::Result::Ok(Self {
                street: <String as __fab::FieldType>::load(__fab_values)?,
                zip: <Option<String> as __fab::FieldType>::load(__fab_values)?,
            })
        }
    }
};
