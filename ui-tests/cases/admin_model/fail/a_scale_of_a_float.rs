//! Only decimals have a scale.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(scale = 2)]
    price: f64,
}

fn main() {}
