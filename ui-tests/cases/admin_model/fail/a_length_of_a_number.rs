//! Numbers have no characters.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(max_length = 3)]
    age: i32,
}

fn main() {}
