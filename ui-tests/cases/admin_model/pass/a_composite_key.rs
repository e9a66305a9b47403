//! Several fields are a key together.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    order: i64,
    #[admin(key)]
    line: i32,
    name: String,
}

fn main() {}
