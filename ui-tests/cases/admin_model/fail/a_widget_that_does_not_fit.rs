//! A text is not ticked.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(widget = "checkbox")]
    name: String,
}

fn main() {}
