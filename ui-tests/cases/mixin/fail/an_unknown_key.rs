//! A typing mistake.

use fab::prelude::*;

#[derive(Mixin)]
#[mixin(prefixd)]
struct Address {
    street: String,
}

fn main() {}
