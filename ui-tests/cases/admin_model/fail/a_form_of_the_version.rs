//! Only fab counts versions.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(form(name, changes))]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
    #[admin(version)]
    changes: i64,
}

fn main() {}
