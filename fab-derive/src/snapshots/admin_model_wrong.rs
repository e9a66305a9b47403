//! Snapshot: admin model wrong.

::core::compile_error! {
    "unknown key `tabel` in `#[admin(..)]` on the struct; did you mean `table`?"
}
::core::compile_error! {
    "`max_length` takes a whole number without quotes: write `max_length = 20`"
}
const _: () = {
    use ::fab::__private::model as __fab;
    #[automatically_derived]
    impl __fab::Model for Customer {
        type Key = __fab::i64;
        const NAME: &'static __fab::str = "";
        fn meta() -> &'static __fab::ModelMeta {
            loop {}
        }
        fn get(&self, _: __fab::usize, _: &mut __fab::Vec<__fab::Value>) {}
        fn build(_: &mut __fab::Values<'_>) -> __fab::Result<Self, __fab::LoadError> {
            loop {}
        }
    }
};
