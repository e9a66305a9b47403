//! A typing mistake in a value.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(format = "emial")]
    email: String,
}

fn main() {}
