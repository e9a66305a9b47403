//! The usual newtype.

use fab::prelude::*;

#[derive(FieldType)]
struct Isbn(String);

fn main() {}
