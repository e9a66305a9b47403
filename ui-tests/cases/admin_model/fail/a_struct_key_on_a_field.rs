//! The menu belongs to the model.

use fab::prelude::*;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(menu = "Sales")]
    name: String,
}

fn main() {}
