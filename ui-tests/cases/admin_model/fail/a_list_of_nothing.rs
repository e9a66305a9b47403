//! A list shows something.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(list())]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
