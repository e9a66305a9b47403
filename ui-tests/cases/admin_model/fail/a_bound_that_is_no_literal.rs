//! Bounds are written out.

use fab::prelude::*;

const LOWEST: i32 = 18;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(min = LOWEST)]
    age: i32,
}

fn main() {}
