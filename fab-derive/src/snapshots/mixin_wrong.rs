//! Snapshot: mixin wrong.

::core::compile_error! {
    "`key` is for fields of a model, not of a group; write a field of its own in the model"
}
const _: () = {
    use ::fab::__private::mixin as __fab;
    #[automatically_derived]
    impl __fab::FieldType for Address {
        const META: __fab::TypeMeta = __fab::TypeMeta::column(__fab::Kind::Text);
        fn store(&self, _: &mut __fab::Vec<__fab::Value>) {}
        fn load(_: &mut __fab::Values<'_>) -> __fab::Result<Self, __fab::LoadError> {
            loop {}
        }
    }
};
