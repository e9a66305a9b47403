//! Search belongs to a field.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(search)]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
