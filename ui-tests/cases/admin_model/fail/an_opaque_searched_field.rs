//! Opaque is out of search.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(opaque, search)]
    raw: String,
}

fn main() {}
