//! Snapshot: field type wrong.

::core::compile_error! {
    "unknown key `lenght` in `#[field(..)]` on the struct; write one of: check, max_length, crate"
}
const _: () = {
    use crate::__private::field as __fab;
    #[automatically_derived]
    impl __fab::FieldType for Pair {
        const META: __fab::TypeMeta = __fab::TypeMeta::column(__fab::Kind::Text);
        fn store(&self, _: &mut __fab::Vec<__fab::Value>) {}
        fn load(_: &mut __fab::Values<'_>) -> __fab::Result<Self, __fab::LoadError> {
            loop {}
        }
    }
};
