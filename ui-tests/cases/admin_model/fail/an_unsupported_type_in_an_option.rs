//! Absent or not, it is no column.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    tags: Option<Vec<u16>>,
}

fn main() {}
