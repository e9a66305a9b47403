//! Versions are always there.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(version)]
    revision: Option<i64>,
}

fn main() {}
