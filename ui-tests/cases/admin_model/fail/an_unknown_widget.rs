//! There is no such control.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(widget = "slider")]
    age: i32,
}

fn main() {}
