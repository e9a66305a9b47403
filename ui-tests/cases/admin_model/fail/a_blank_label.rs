//! Nobody could read it.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(label = " ")]
    name: String,
}

fn main() {}
