//! Bytes have no order.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(order = "raw")]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(opaque)]
    raw: Vec<u8>,
}

fn main() {}
