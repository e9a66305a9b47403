//! Dates stand in quotes.

use fab::prelude::*;
use chrono::NaiveDate;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(min = 2020)]
    since: NaiveDate,
}

fn main() {}
