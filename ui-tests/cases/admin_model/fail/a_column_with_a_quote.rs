//! Names are plain.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(column = "na\"me")]
    name: String,
}

fn main() {}
