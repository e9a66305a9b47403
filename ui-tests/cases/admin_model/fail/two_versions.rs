//! A row has one version.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(version)]
    changes: i64,
    #[admin(version)]
    edits: i64,
}

fn main() {}
