//! A logical name is a name.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(name = "")]
    one: Secret<String>,
}

fn main() {}
