//! The attribute needs its derive.

use fab::prelude::*;

#[derive(AdminModel)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    name: Secret<String>,
}

fn main() {}
