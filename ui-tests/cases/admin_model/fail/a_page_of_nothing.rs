//! A page has rows.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(page_size = 0)]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
