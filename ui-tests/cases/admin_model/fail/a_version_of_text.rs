//! Versions are counted.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(version)]
    revision: String,
}

fn main() {}
