//! Search looks into text.

use fab::prelude::*;

#[derive(Mixin)]
struct Address {
    #[mixin(search)]
    number: i32,
}

fn main() {}
