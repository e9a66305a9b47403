//! A column has one type.

use fab::prelude::*;

#[derive(FieldType)]
struct Tagged<T>(T);

fn main() {}
