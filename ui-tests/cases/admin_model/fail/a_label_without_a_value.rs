//! Which label?

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(label)]
    name: String,
}

fn main() {}
