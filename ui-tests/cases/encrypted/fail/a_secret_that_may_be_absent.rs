//! Absence stays outside of a secret.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    name: Secret<Option<String>>,
}

fn main() {}
