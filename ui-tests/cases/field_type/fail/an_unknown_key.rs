//! A typing mistake.

use fab::prelude::*;

#[derive(FieldType)]
#[field(chek = is_isbn)]
struct Isbn(String);

fn main() {}
