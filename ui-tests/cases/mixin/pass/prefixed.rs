//! Columns begin with the name of the field.

use fab::prelude::*;

#[derive(Mixin)]
#[mixin(prefixed)]
struct Address {
    street: String,
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    home: Address,
    work: Option<Address>,
}

fn main() {}
