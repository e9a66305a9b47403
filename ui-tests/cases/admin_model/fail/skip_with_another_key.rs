//! What is skipped has no label.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(skip, label = "Draft")]
    draft: String,
}

fn main() {}
