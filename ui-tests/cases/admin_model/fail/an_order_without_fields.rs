//! A comma too many.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(order = "name,")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
