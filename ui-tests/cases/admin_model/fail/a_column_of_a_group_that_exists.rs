//! A field and a part, one name.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    price_amount: i64,
    price: Money,
}

fn main() {}
