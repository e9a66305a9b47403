//! Snapshot: encrypted.

const _: () = {
    use ::fab::__private::sealing as __fab;
    const __FAB_NORMALIZE_1: fn(&__fab::str) -> __fab::String = upper;
    const _: () = __fab::check::sealed(&<Secret<String> as __fab::FieldType>::META);
    const _: () = __fab::check::blind_index(&<Secret<String> as __fab::FieldType>::META);
    const _: () = __fab::check::sealed(
        &<Option<Secret<String>> as __fab::FieldType>::META,
    );
    const _: () = __fab::check::blind_index(
        &<Option<Secret<String>> as __fab::FieldType>::META,
    );
    const _: () = __fab::check::sealed(&<Secret<NaiveDate> as __fab::FieldType>::META);
    const _: () = __fab::check::blind_index(
        &<Secret<NaiveDate> as __fab::FieldType>::META,
    );
    const _: () = __fab::check::sealed(&<Secret<Json> as __fab::FieldType>::META);
    #[automatically_derived]
    impl __fab::Encrypted for Patient {
        const PLAN: &'static __fab::SealingPlan = &__fab::SealingPlan::new(
            "patients",
            &[
                __fab::SealedField::new("insurance_no")
                    .index(__fab::BlindIndex::new().normalize(__fab::digits)),
                __fab::SealedField::new("passport")
                    .index(
                        __fab::BlindIndex::new()
                            .unique(true)
                            .normalize(__FAB_NORMALIZE_1),
                    ),
                __fab::SealedField::new("type")
                    .name("dob")
                    .pad(32)
                    .mask(__fab::Mask::Last(4))
                    .index(__fab::BlindIndex::new().bits(24)),
                __fab::SealedField::new("plan"),
            ],
        );
    }
};
