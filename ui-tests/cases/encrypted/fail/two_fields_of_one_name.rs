//! Logical names differ.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(name = "two")]
    one: Secret<String>,
    #[encrypted]
    two: Secret<String>,
}

fn main() {}
