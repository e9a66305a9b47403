//! A model is a struct.

use fab::prelude::*;

#[derive(AdminModel)]
union Customer {
    id: i64,
    number: u64,
}

fn main() {}
