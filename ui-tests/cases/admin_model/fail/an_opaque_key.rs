//! Pages must be able to show it.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key, opaque)]
    id: i64,
    name: String,
}

fn main() {}
