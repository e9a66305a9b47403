//! A text is a key.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key, max_length = 2)]
    code: String,
    name: String,
}

fn main() {}
