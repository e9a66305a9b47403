//! What is inside must be a field.

use fab::prelude::*;

#[derive(FieldType)]
struct Tags(Vec<u16>);

fn main() {}
