//! Everything of one column can be sealed.

use chrono::NaiveDateTime;
use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
struct Safe {
    #[admin(key)]
    id: i64,
    #[encrypted]
    text: Secret<String>,
    #[encrypted]
    flag: Secret<bool>,
    #[encrypted(blind_index)]
    small: Secret<i8>,
    #[encrypted(blind_index)]
    large: Secret<u64>,
    #[encrypted]
    real: Secret<f64>,
    #[admin(scale = 3, max = "9.5")]
    #[encrypted(blind_index)]
    rate: Secret<Decimal>,
    #[encrypted(blind_index)]
    day: Secret<NaiveDate>,
    #[encrypted]
    time: Secret<chrono::NaiveTime>,
    #[encrypted]
    local: Secret<NaiveDateTime>,
    #[encrypted]
    at: Secret<DateTime<Utc>>,
    #[encrypted(blind_index)]
    uuid: Secret<Uuid>,
    #[encrypted]
    json: Secret<Json>,
    #[encrypted]
    bytes: Secret<Vec<u8>>,
    #[admin(filter)]
    #[encrypted(blind_index)]
    state: Secret<State>,
    #[encrypted(blind_index)]
    isbn: Option<Secret<Isbn>>,
}

#[derive(Debug, Clone, Copy, Choice)]
enum State {
    Open,
    Closed,
}

#[derive(FieldType)]
#[field(max_length = 13)]
struct Isbn(String);

fn main() {
    assert_eq!(Safe::meta().columns().sealed().count(), 15);
}
