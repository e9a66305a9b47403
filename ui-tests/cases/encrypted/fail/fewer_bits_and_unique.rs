//! Values that look alike are not the same.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index(unique, bits = 32))]
    one: Secret<String>,
}

fn main() {}
