//! Nothing lies between.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(min = 10, max = 1)]
    age: i32,
}

fn main() {}
