//! Money, timestamps and your own groups.

use fab::prelude::*;
use fab::mixins::Timestamps;

#[derive(Mixin)]
struct Address {
    street: String,
    city: String,
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    price: Money,
    discount: Option<Money>,
    history: Timestamps,
    #[admin(column = "home_")]
    home: Address,
}

fn main() {}
