//! A typing mistake on the struct.

use fab::prelude::*;

#[derive(AdminModel)]
#[admin(tabel = "customers")]
struct Customer {
    #[admin(key)]
    id: i64,
    name: String,
}

fn main() {}
