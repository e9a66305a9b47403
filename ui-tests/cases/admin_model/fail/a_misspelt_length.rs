//! Letters exchanged in a key with a value.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(max_lenght = 5)]
    name: String,
}

fn main() {}
