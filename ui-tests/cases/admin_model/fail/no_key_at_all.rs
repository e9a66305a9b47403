//! Rows must be told apart.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    name: String,
    email: String,
}

fn main() {}
