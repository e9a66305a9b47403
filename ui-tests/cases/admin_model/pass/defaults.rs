//! Literals and expressions.

use fab::prelude::*;
use chrono::NaiveDate;
use rust_decimal::Decimal;

#[derive(Clone, Copy, Choice)]
enum Mood {
    Good,
    Bad,
}

#[derive(AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(default = -5)]
    age: i32,
    #[admin(default = "draft")]
    state: String,
    #[admin(default = true)]
    active: bool,
    #[admin(default = 1)]
    ratio: f64,
    #[admin(default = 0.5)]
    share: f32,
    #[admin(default = "12.50")]
    price: Decimal,
    #[admin(default = "2020-02-29")]
    since: NaiveDate,
    #[admin(default = "{}")]
    extra: serde_json::Value,
    #[admin(default = Mood::Good)]
    mood: Mood,
    #[admin(default = "bad")]
    past_mood: Option<Mood>,
    #[admin(default = vec![1, 2])]
    raw: Vec<u8>,
}

fn main() {}
