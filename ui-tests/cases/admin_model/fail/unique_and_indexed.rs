//! Unique is enough.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(unique, index)]
    name: String,
}

fn main() {}
