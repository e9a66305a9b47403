//! Only fab counts versions.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(version, edit)]
    changes: i64,
}

fn main() {}
