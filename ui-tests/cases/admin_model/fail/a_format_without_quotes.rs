//! Formats are texts.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(format = email)]
    email: String,
}

fn main() {}
