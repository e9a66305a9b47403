//! A secret is sealed, not opaque.

use fab::prelude::*;

#[derive(AdminModel)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(opaque)]
    two: Secret<String>,
}

fn main() {}
