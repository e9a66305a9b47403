//! Normalisers have names.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index, normalize = "digit")]
    one: Secret<String>,
    #[encrypted(blind_index(normalize = "sorted"))]
    two: Secret<String>,
    #[encrypted(blind_index, normalize = 1)]
    three: Secret<String>,
}

fn main() {}
