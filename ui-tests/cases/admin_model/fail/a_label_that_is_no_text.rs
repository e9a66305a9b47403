//! Labels are texts.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(label = 5)]
    name: String,
}

fn main() {}
