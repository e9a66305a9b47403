//! Money is an amount and a currency.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    price: Money,
    name: String,
}

fn main() {}
