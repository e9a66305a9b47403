//! Columns have different names.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(column = "ID")]
    number: String,
}

fn main() {}
