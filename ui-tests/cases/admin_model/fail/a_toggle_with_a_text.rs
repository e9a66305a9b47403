//! Yes or no.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(list = "no")]
    name: String,
}

fn main() {}
