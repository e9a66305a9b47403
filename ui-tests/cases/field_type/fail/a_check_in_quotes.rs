//! A function is a path.

use fab::prelude::*;

#[derive(FieldType)]
#[field(check = "is_isbn")]
struct Isbn(String);

fn main() {}
