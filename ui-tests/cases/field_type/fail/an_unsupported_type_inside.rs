//! What is inside must be a field.

use fab::prelude::*;

#[derive(FieldType)]
struct Tags(Vec<String>);

fn main() {}
