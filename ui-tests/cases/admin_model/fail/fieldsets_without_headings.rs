//! A part has a heading.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(fieldsets(name, email))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
