//! A text is no number.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = "five")]
    age: i32,
}

fn main() {}
