//! One normaliser is enough.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index(normalize = "digits"), normalize = "lower")]
    one: Secret<String>,
}

fn main() {}
