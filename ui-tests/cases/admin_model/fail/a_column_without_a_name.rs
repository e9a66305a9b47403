//! Columns have names.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(column = "")]
    name: String,
}

fn main() {}
