//! Keys stand in brackets.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin = "search"]
    name: String,
}

fn main() {}
