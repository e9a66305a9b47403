//! Numbers stand without quotes.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(max_length = "5")]
    name: String,
}

fn main() {}
