//! A typing mistake in a part.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(fieldsets(("Person", name), ("Contact", mail)))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
