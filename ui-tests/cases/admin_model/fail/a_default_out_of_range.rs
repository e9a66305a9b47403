//! An i8 ends at 127.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = 1000)]
    age: i8,
}

fn main() {}
