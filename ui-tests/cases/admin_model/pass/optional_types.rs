//! Anything may be absent.

use fab::prelude::*;
use chrono::NaiveDate;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    age: Option<i32>,
    active: Option<bool>,
    since: Option<NaiveDate>,
    name: Option<String>,
    price: Option<Money>,
    raw: Option<Vec<u8>>,
}

fn main() {}
