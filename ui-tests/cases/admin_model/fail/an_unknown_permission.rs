//! A typing mistake in a verb.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(permissions(list, shwo))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
