//! One message for each field.

use fab::prelude::*;
use std::collections::HashMap;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    tags: Vec<u16>,
    attributes: HashMap<u16, bool>,
}

fn main() {}
