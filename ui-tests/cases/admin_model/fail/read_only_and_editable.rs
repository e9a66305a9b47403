//! One or the other.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(read_only, edit)]
    name: String,
}

fn main() {}
