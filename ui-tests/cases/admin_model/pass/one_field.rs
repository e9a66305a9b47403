//! The smallest model.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
}

fn main() {}
