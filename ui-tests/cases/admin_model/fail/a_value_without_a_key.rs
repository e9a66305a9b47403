//! Which key is the text for?

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin("Name")]
    name: String,
}

fn main() {}
