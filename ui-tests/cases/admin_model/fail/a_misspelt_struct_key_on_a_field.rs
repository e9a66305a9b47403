//! Misspelt and misplaced at once.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(plurall = "Names")]
    name: String,
}

fn main() {}
