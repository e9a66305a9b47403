//! Newtypes nest.

use fab::prelude::*;

#[derive(FieldType)]
struct Inner(i64);

#[derive(FieldType)]
struct Outer(Inner);

#[derive(FieldType)]
struct Maybe(Option<Outer>);

fn main() {}
