//! All keys of a field.

use fab::prelude::*;
use chrono::NaiveDate;
use rust_decimal::Decimal;

#[derive(AdminModel)]
struct Customer {
    #[admin(key, label = "No.", help = "Made by the database.")]
    id: i64,
    #[admin(search, unique, max_length = 120, format = "email", placeholder = "name@example.com")]
    email: String,
    #[admin(column = "post_code", pattern = "[0-9]{5}", index, filter)]
    zip: String,
    #[admin(min = 0, max = "99999.99", scale = 2, default = "0.50")]
    price: Decimal,
    #[admin(min = "2000-01-01", widget = "date", list = false, show, add = true, edit = false)]
    since: Option<NaiveDate>,
    #[admin(read_only)]
    score: f64,
    #[admin(skip)]
    draft: Vec<u16>,
    #[admin(opaque)]
    raw: Vec<u8>,
    #[admin(version)]
    changes: i64,
}

fn main() {}
