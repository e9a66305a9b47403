//! Numbers stand without quotes.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(page_size = "50")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
