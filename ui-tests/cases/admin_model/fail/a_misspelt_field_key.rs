//! A typing mistake on a field.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(uniqe)]
    email: String,
}

fn main() {}
