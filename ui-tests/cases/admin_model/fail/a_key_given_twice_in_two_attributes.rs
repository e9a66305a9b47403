//! Two attributes are read as one.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(search)]
    #[admin(search)]
    name: String,
}

fn main() {}
