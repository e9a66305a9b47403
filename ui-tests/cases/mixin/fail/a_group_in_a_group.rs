//! Groups do not nest.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    street: String,
    rent: Money,
}

fn main() {}
