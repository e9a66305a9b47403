//! Columns have names.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer(i64, String);

fn main() {}
