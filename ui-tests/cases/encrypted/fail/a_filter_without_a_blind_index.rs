//! Without a blind index nothing is found.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(filter)]
    #[encrypted]
    name: Secret<String>,
    #[encrypted(pad = 32)]
    #[admin(search, unique)]
    place: Secret<String>,
}

fn main() {}
