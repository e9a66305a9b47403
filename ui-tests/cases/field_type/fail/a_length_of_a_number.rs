//! Numbers have no characters.

use fab::prelude::*;

#[derive(FieldType)]
#[field(max_length = 5)]
struct Age(i32);

fn main() {}
