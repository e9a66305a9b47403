//! Two groups, one name.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    street: String,
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    home: Address,
    work: Address,
}

fn main() {}
