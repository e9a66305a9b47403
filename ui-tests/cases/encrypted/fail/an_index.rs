//! An index over ciphertext finds nothing.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(index)]
    #[encrypted(blind_index)]
    name: Secret<String>,
}

fn main() {}
