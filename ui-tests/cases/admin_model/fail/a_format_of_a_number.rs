//! Formats say what texts are.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(format = "tel")]
    phone: i64,
}

fn main() {}
