//! Rules judge the plain value.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(min = 1)]
    #[encrypted]
    one: Secret<String>,
    #[admin(pattern = "[0-9]+")]
    #[encrypted]
    two: Secret<i64>,
}

fn main() {}
