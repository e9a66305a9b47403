//! Once is enough.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(permissions(list, show, list))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
