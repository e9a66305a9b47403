//! A key is unique already.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key, unique)]
    id: i64,
    name: String,
}

fn main() {}
