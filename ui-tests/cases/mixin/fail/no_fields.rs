//! A group has columns.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {}

fn main() {}
