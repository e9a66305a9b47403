//! Keys have names.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
#[encrypted(tabel = "x")]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blindindex)]
    one: Secret<String>,
    #[encrypted(blind_index(uniqe))]
    two: Secret<String>,
    #[encrypted(blind_index = true)]
    three: Secret<String>,
    #[encrypted(table = "x")]
    four: Secret<String>,
}

fn main() {}
