//! A control stands in one place.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(fieldsets(("Person", name, email), ("Contact", email)))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    email: String,
}

fn main() {}
