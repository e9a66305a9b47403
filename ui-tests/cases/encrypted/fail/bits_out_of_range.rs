//! A hash has 128 bits.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index(bits = 0))]
    one: Secret<String>,
    #[encrypted(blind_index(bits = 129))]
    two: Secret<String>,
    #[encrypted(blind_index(bits = "32"))]
    three: Secret<String>,
}

fn main() {}
