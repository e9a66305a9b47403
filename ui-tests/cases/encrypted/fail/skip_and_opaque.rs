//! What is left out or not looked into is not sealed.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(skip)]
    #[encrypted]
    one: Secret<String>,
    #[admin(opaque)]
    #[encrypted]
    two: Secret<String>,
}

fn main() {}
