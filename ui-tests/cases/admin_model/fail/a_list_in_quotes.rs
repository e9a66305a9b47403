//! Fields are names, not texts.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(list = "name, email")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
