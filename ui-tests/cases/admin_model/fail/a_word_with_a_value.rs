//! Unique stands alone.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(unique = true)]
    name: String,
}

fn main() {}
