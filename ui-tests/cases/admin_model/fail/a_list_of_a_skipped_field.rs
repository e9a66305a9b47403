//! What is skipped is no column.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(list(name, draft))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    #[admin(skip)]
    draft: String,
}

fn main() {}
