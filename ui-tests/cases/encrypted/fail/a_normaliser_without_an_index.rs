//! Normalisers work on what is hashed.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(normalize = "digits")]
    one: Secret<String>,
}

fn main() {}
