//! The value may have a name.

use fab::prelude::*;

#[derive(FieldType)]
struct Isbn {
    text: String,
}

fn main() {}
