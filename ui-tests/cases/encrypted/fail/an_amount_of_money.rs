//! A group of columns is not sealed as one.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted]
    salary: Money,
}

fn main() {}
