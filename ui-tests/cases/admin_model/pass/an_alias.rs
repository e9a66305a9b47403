//! The type is asked, not its spelling.

use fab::prelude::*;

type Price = rust_decimal::Decimal;
type Name = String;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    price: Price,
    #[admin(search)]
    name: Name,
}

fn main() {}
