//! The second does nothing.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(order = "name, -name")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
