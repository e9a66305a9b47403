//! Keys belong to models.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    #[mixin(key)]
    id: i64,
}

fn main() {}
