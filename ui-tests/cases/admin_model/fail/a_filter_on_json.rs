//! JSON cannot be compared.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(filter)]
    extra: serde_json::Value,
}

fn main() {}
