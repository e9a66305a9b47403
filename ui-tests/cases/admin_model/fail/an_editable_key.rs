//! Keys never change.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key, edit)]
    id: i64,
    name: String,
}

fn main() {}
