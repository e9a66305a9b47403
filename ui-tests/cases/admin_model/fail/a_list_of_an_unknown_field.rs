//! A typing mistake in a field.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(list(name, emial))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
