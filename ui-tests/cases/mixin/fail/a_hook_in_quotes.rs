//! A hook is a path.

use fab::prelude::*;

#[derive(Mixin)]
#[mixin(hook = "Stamp")]
struct Address {
    street: String,
}

fn main() {}
