//! A private type may be a field of a public model.

use fab::prelude::*;

mod shop {
    use fab::prelude::*;

    #[derive(FieldType)]
    struct Code(String);

    #[derive(AdminModel)]
    pub struct Ware {
        #[admin(key)]
        id: i64,
        code: Code,
    }
}

fn main() {
    let _ = shop::Ware::meta();
}
