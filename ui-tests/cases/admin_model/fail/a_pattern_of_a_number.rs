//! Patterns judge texts.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(pattern = "[0-9]+")]
    age: i32,
}

fn main() {}
