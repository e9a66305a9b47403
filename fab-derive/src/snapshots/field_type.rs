//! Snapshot: field type.

const _: () = {
    use ::fab::__private::field as __fab;
    const _: () = __fab::check::max_length(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::check(&<String as __fab::FieldType>::META);
    #[automatically_derived]
    impl __fab::FieldType for Isbn {
        const META: __fab::TypeMeta = __fab::Newtype::of(
                <String as __fab::FieldType>::META,
            )
            .max_length(13)
            .check(|__fab_value| __fab::checked::<
                String,
            >(__fab_value, |__fab_inner| is_isbn(__fab_inner)))
            .meta();
        fn store(&self, __fab_out: &mut __fab::Vec<__fab::Value>) {
            <String as __fab::FieldType>::store(&self.0, __fab_out);
        }
        fn load(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            let __fab_inner = <String as __fab::FieldType>::load(__fab_values)?;
            is_isbn(&__fab_inner).map_err(__fab::LoadError::new)?;
            __fab::Result::Ok(Self(__fab_inner))
        }
    }
    #[automatically_derived]
    impl __fab::Wipe for Isbn
    where
        for<'__fab> String: __fab::Wipe,
    {
        fn wipe(&mut self) {
            <String as __fab::Wipe>::wipe(&mut self.0);
        }
        fn same(&self, __fab_other: &Self) -> __fab::bool {
            <String as __fab::Wipe>::same(&self.0, &__fab_other.0)
        }
    }
};
