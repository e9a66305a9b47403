//! Rows are owned.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer<'a> {
    #[admin(key)]
    id: i64,
    name: &'a str,
}

fn main() {}
