//! Once is enough.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(list(name, email, name))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
