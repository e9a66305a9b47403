//! A newtype around what no secret can hold is a field all the same.

use fab::prelude::*;

#[derive(FieldType)]
struct Nick(Option<String>);

#[derive(FieldType)]
struct Price(Money);

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    nick: Nick,
    price: Price,
}

fn main() {
    assert!(Customer::meta().sealing.is_none());
}
