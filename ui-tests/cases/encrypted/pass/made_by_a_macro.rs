//! Fragments of macros stand in attributes and types.

use fab::prelude::*;

macro_rules! model {
    ($name:ident, $field:ident: $ty:ty, $text:literal, $number:expr, $function:path) => {
        #[derive(AdminModel, Encrypted)]
        #[encrypted(table = $text)]
        struct $name {
            #[admin(key)]
            id: i64,
            #[encrypted(pad = $number, name = $text, blind_index(bits = $number), normalize = $function)]
            $field: $ty,
            #[encrypted]
            $name: Secret<String>,
        }
    };
}

#[allow(non_snake_case)]
mod inner {
    use super::*;

    fn same(text: &str) -> String {
        text.to_owned()
    }

    model!(Patient, r#type: Option<Secret<String>>, "kind", 32, same);

    pub fn check() {
        let plan = Patient::meta().sealing.unwrap();
        assert_eq!(plan.fields.iter().map(|f| f.field).collect::<Vec<_>>(), ["type", "Patient"]);
        assert_eq!(plan.fields[0].name, "kind");
    }
}

fn main() {
    inner::check();
}
