//! Snapshot: admin model small.

const _: () = {
    use ::fab::__private::model as __fab;
    const __FAB_FIELDS: &[__fab::FieldMeta] = &[
        __fab::FieldMeta::new("id", "ID", <i64 as __fab::FieldType>::META).key(true),
        __fab::FieldMeta::new("name", "Name", <String as __fab::FieldType>::META)
            .search(true)
            .max_length(120),
    ];
    static __FAB_META: __fab::ModelMeta = __fab::ModelMeta::new(
            "customer",
            "customers",
            "customers",
            __FAB_FIELDS,
        )
        .label("Customer")
        .plural("Customers");
    const _: () = __fab::check::key(&<i64 as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<i64 as __fab::FieldType>::META);
    const _: () = __fab::check::search(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::max_length(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::columns(__FAB_FIELDS);
    #[automatically_derived]
    impl __fab::Model for Customer {
        type Key = i64;
        const NAME: &'static __fab::str = "customer";
        fn meta() -> &'static __fab::ModelMeta {
            &__FAB_META
        }
        fn get(
            &self,
            __fab_index: __fab::usize,
            __fab_out: &mut __fab::Vec<__fab::Value>,
        ) {
            match __fab_index {
                0 => <i64 as __fab::FieldType>::store(&self.id, __fab_out),
                1 => <String as __fab::FieldType>::store(&self.name, __fab_out),
                _ => {}
            }
        }
        fn build(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            __fab::Result::Ok(Self {
                id: <i64 as __fab::FieldType>::load(__fab_values)?,
                name: <String as __fab::FieldType>::load(__fab_values)?,
            })
        }
    }
};
