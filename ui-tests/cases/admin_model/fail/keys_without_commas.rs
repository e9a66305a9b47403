//! The list cannot be read.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(search unique)]
    name: String,
}

fn main() {}
