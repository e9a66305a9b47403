//! JSON cannot be compared.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(unique)]
    extra: serde_json::Value,
}

fn main() {}
