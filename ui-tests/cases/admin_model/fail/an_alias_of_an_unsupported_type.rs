//! An alias is what it stands for.

use fab::prelude::*;

type Tags = Vec<String>;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    tags: Tags,
}

fn main() {}
