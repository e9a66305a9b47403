//! A typing mistake in a text.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(order = "-sicne, name")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    since: i64,
}

fn main() {}
