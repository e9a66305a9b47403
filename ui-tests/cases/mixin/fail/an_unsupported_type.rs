//! A list is no column.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    lines: Vec<String>,
}

fn main() {}
