//! Nothing would fit.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(max_length = 0)]
    name: String,
}

fn main() {}
