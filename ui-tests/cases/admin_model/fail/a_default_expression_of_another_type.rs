//! The expression has the type of the field.

use fab::prelude::*;

fn other() -> bool {
    true
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = other())]
    age: i64,
}

fn main() {}
