//! JSON has no order.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(order = "extra")]
struct Customer {
    #[admin(key)]
    id: i64,
    extra: serde_json::Value,
}

fn main() {}
