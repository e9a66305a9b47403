//! A bracket is not closed.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(pattern = "[A-Z")]
    code: String,
}

fn main() {}
