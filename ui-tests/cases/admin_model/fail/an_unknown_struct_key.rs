//! A key that nothing resembles.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(colour = "red")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
