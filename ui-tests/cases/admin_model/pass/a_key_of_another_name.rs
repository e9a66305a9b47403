//! The key need not be called id.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    number: i64,
    name: String,
}

fn main() {}
