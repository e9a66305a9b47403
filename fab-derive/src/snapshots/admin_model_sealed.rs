//! Snapshot: admin model sealed.

const _: () = {
    use ::fab::__private::model as __fab;
    const __FAB_FIELDS: &[__fab::FieldMeta] = &[
        __fab::FieldMeta::new("id", "ID", <Uuid as __fab::FieldType>::META).key(true),
        __fab::FieldMeta::new(
                "insurance_no",
                "Insurance no",
                <Secret<String> as __fab::FieldType>::META,
            )
            .filter(true),
        __fab::FieldMeta::new(
            "passport",
            "Passport",
            <Option<Secret<String>> as __fab::FieldType>::META,
        ),
        __fab::FieldMeta::new(
            "type",
            "Type",
            <Secret<NaiveDate> as __fab::FieldType>::META,
        ),
        __fab::FieldMeta::new("plan", "Plan", <Secret<Json> as __fab::FieldType>::META),
    ];
    static __FAB_META: __fab::ModelMeta = __fab::ModelMeta::new(
            "patient",
            "patients",
            "patients",
            __FAB_FIELDS,
        )
        .label("Patient")
        .plural("Patients")
        .sealing(__FAB_PLAN);
    const _: () = __fab::check::key(&<Uuid as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<Uuid as __fab::FieldType>::META);
    const _: () = __fab::check::filter(&<Secret<String> as __fab::FieldType>::META);
    const _: () = __fab::check::columns(__FAB_FIELDS);
    const __FAB_PLAN: __fab::Option<&'static __fab::SealingPlan> = {
        #[allow(unused_imports)]
        use __fab::Unsealed as _;
        __fab::Sealing::<Patient>::PLAN
    };
    const _: () = __fab::check::sealing(
        &["insurance_no", "passport", "type", "plan"],
        __FAB_PLAN,
    );
    #[automatically_derived]
    impl __fab::Model for Patient {
        type Key = Uuid;
        const NAME: &'static __fab::str = "patient";
        fn meta() -> &'static __fab::ModelMeta {
            &__FAB_META
        }
        fn get(
            &self,
            __fab_index: __fab::usize,
            __fab_out: &mut __fab::Vec<__fab::Value>,
        ) {
            match __fab_index {
                0 => <Uuid as __fab::FieldType>::store(&self.id, __fab_out),
                1 => {
                    <Secret<
                        String,
                    > as __fab::FieldType>::store(&self.insurance_no, __fab_out)
                }
                2 => {
                    <Option<
                        Secret<String>,
                    > as __fab::FieldType>::store(&self.passport, __fab_out)
                }
                3 => {
                    <Secret<
                        NaiveDate,
                    > as __fab::FieldType>::store(&self.r#type, __fab_out)
                }
                4 => <Secret<Json> as __fab::FieldType>::store(&self.plan, __fab_out),
                _ => {}
            }
        }
        fn build(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            __fab::Result::Ok(Self {
                id: <Uuid as __fab::FieldType>::load(__fab_values)?,
                insurance_no: <Secret<String> as __fab::FieldType>::load(__fab_values)?,
                passport: <Option<
                    Secret<String>,
                > as __fab::FieldType>::load(__fab_values)?,
                r#type: <Secret<NaiveDate> as __fab::FieldType>::load(__fab_values)?,
                plan: <Secret<Json> as __fab::FieldType>::load(__fab_values)?,
            })
        }
    }
};
