//! A field that nothing resembles.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(show(name, telephone))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
