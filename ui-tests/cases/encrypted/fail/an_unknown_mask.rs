//! Masks have names.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(mask = "last9")]
    one: Secret<String>,
    #[encrypted(mask = "none")]
    two: Secret<String>,
}

fn main() {}
