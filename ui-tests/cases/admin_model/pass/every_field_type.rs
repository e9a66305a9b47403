//! All types that fab knows.

use fab::prelude::*;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    flag: bool,
    tiny: i8,
    small: i16,
    medium: i32,
    byte: u8,
    word: u16,
    dword: u32,
    large: u64,
    ratio: f32,
    exact_ratio: f64,
    name: String,
    price: Decimal,
    day: NaiveDate,
    time: NaiveTime,
    at: DateTime<Utc>,
    local: NaiveDateTime,
    uuid: Uuid,
    extra: serde_json::Value,
    raw: Vec<u8>,
    paid: Money,
}

fn main() {}
