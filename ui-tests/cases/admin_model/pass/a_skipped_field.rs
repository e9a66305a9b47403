//! What is skipped needs only a default.

use fab::prelude::*;
use std::collections::HashMap;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(skip)]
    cache: HashMap<String, Vec<u16>>,
}

fn main() {}
