//! Where is fab?

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(crate = "not a path")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
