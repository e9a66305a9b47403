//! A map is no column.

use fab::prelude::*;
use std::collections::HashMap;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    attributes: HashMap<u16, bool>,
}

fn main() {}
