//! Buckets are small and not empty.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(pad = 0)]
    one: Secret<String>,
    #[encrypted(pad = 4097)]
    two: Secret<String>,
}

fn main() {}
