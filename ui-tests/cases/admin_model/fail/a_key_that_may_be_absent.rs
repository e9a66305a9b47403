//! Every row has a key.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: Option<i64>,
    name: String,
}

fn main() {}
