//! The likely field is named.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    id: i64,
    name: String,
}

fn main() {}
