//! Snapshot: choice wrong.

::core::compile_error! {
    "a choice is stored as one text, so `Open` cannot hold anything; write the variant alone"
}
const _: () = {
    use ::fab::__private::choice as __fab;
    #[automatically_derived]
    impl __fab::FieldType for State {
        const META: __fab::TypeMeta = __fab::TypeMeta::column(__fab::Kind::Text);
        fn store(&self, _: &mut __fab::Vec<__fab::Value>) {}
        fn load(_: &mut __fab::Values<'_>) -> __fab::Result<Self, __fab::LoadError> {
            loop {}
        }
    }
};
