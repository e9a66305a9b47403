//! Two rows at most.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    active: bool,
    name: String,
}

fn main() {}
