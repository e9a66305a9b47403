//! The key need not be i64.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i32,
    name: String,
}

fn main() {}
