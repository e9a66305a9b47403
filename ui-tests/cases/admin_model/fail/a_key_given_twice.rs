//! Once is enough.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(label = "Name", label = "Called")]
    name: String,
}

fn main() {}
