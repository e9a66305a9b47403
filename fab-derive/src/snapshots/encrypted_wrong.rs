//! Snapshot: encrypted wrong.

::core::compile_error! {
    "`pad` is a multiple of bytes that texts are filled up to: write a number from 1 to 4096"
}
const _: () = {
    use crate::__private::sealing as __fab;
    #[automatically_derived]
    impl __fab::Encrypted for Patient {
        const PLAN: &'static __fab::SealingPlan = &__fab::SealingPlan::new("", &[]);
    }
};
