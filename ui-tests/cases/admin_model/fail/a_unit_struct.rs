//! A table has columns.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer;

fn main() {}
