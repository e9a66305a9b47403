//! Ciphertext has no order, with or without a blind index.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
#[admin(order = "-name")]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index)]
    name: Secret<String>,
}

fn main() {}
