//! A newtype wraps one value.

use fab::prelude::*;

#[derive(FieldType)]
struct Nothing;

fn main() {}
