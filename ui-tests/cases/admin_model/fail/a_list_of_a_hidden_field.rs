//! Shown and hidden at once.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(list(name, email))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    #[admin(list = false)]
    email: String,
}

fn main() {}
