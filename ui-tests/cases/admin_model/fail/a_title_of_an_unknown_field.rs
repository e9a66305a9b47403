//! Rows are named by fields.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(title(nmae))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
