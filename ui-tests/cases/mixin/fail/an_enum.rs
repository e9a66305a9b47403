//! A group is a struct.

use fab::prelude::*;

#[derive(Mixin)]
enum Address {
    Home,
}

fn main() {}
