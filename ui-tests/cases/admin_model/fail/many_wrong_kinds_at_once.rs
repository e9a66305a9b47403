//! The compiler judges every attribute.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(search)]
    age: i32,
    #[admin(scale = 2)]
    name: String,
    #[admin(min = 0, filter)]
    extra: serde_json::Value,
}

fn main() {}
