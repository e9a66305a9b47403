//! Databases keep 18 digits.

use fab::prelude::*;
use rust_decimal::Decimal;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(scale = 19)]
    price: Decimal,
}

fn main() {}
