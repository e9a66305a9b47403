//! Attributes add no messages.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(search, max_length = 10, filter)]
    tags: Vec<u16>,
}

fn main() {}
