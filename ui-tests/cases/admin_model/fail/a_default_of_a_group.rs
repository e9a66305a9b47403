//! A group has several columns.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = 0)]
    price: Money,
}

fn main() {}
