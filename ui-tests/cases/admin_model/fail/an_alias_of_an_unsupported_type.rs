//! An alias is what it stands for.

use fab::prelude::*;

type Tags = Vec<u16>;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    tags: Tags,
}

fn main() {}
