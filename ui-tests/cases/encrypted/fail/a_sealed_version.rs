//! The version is counted by fab.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(version)]
    #[encrypted]
    changes: Secret<i64>,
}

fn main() {}
