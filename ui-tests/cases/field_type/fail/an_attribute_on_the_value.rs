//! The attribute belongs to the struct.

use fab::prelude::*;

#[derive(FieldType)]
struct Isbn(#[field(max_length = 13)] String);

fn main() {}
