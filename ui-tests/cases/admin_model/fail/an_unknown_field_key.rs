//! A key that nothing resembles.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(fancy)]
    email: String,
}

fn main() {}
