//! A text is not true.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = true)]
    name: String,
}

fn main() {}
