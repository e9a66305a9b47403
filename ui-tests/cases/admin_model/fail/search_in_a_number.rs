//! Search looks into text.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(search)]
    age: i32,
}

fn main() {}
