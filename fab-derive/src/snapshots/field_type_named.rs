//! Snapshot: field type named.

const _: () = {
    use ::fab::__private::field as __fab;
    #[automatically_derived]
    impl __fab::FieldType for Age {
        const META: __fab::TypeMeta = __fab::Newtype::of(<u8 as __fab::FieldType>::META)
            .meta();
        fn store(&self, __fab_out: &mut __fab::Vec<__fab::Value>) {
            <u8 as __fab::FieldType>::store(&self.years, __fab_out);
        }
        fn load(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            let __fab_inner = <u8 as __fab::FieldType>::load(__fab_values)?;
            __fab::Result::Ok(Self { years: __fab_inner })
        }
    }
    #[automatically_derived]
    impl __fab::Wipe for Age
    where
        for<'__fab> u8: __fab::Wipe,
    {
        fn wipe(&mut self) {
            <u8 as __fab::Wipe>::wipe(&mut self.years);
        }
        fn same(&self, __fab_other: &Self) -> __fab::bool {
            <u8 as __fab::Wipe>::same(&self.years, &__fab_other.years)
        }
    }
};
