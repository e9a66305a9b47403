//! There is no month 13.

use fab::prelude::*;
use chrono::NaiveDate;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(min = "2020-13-01")]
    since: NaiveDate,
}

fn main() {}
