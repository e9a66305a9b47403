//! An u8 ends at 255.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(max = 300)]
    age: u8,
}

fn main() {}
