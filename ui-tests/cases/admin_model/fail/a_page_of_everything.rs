//! A page has an end.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(page_size = 100000)]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
