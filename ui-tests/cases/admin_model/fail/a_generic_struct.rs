//! A table has fixed columns.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer<T> {
    #[admin(key)]
    id: i64,
    extra: T,
}

fn main() {}
