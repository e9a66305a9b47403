//! Texts have no bounds.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(min = 3)]
    name: String,
}

fn main() {}
