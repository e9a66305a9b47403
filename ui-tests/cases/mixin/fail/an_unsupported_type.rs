//! A list is no column.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    lines: Vec<u16>,
}

fn main() {}
