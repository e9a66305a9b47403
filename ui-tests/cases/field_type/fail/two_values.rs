//! A newtype wraps one value.

use fab::prelude::*;

#[derive(FieldType)]
struct Range(i64, i64);

fn main() {}
