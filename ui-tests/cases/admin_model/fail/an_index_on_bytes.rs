//! Bytes are not compared.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(index)]
    raw: Vec<u8>,
}

fn main() {}
