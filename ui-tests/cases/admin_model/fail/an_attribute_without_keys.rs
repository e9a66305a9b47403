//! Brackets are missing.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin]
    name: String,
}

fn main() {}
