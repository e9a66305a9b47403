//! The type is asked, not its spelling.

use fab::prelude::*;
use chrono::NaiveDate as Day;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    since: Day,
}

fn main() {}
