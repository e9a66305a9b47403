//! Floats are not exact.

use fab::prelude::*;
use rust_decimal::Decimal;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(min = 0.05)]
    price: Decimal,
}

fn main() {}
