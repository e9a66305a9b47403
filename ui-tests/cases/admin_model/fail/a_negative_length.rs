//! Lengths are counted.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(max_length = -1)]
    name: String,
}

fn main() {}
