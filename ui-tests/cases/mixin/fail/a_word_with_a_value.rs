//! Prefixed stands alone.

use fab::prelude::*;

#[derive(Mixin)]
#[mixin(prefixed = true)]
struct Address {
    street: String,
}

fn main() {}
