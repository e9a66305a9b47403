//! The tables of fab are its own.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(table = "fab_users")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
