//! Does a cursor survive a URL, and nothing else?

use proptest::prelude::*;

use super::{Cursor, from_base64, to_base64};
use crate::db::query::Sort;
use crate::models::{FieldMeta, Kind, ModelMeta, TypeMeta, Value};

const FIELDS: &[FieldMeta] = &[
    FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
    FieldMeta::new("name", "Name", TypeMeta::column(Kind::Text).nullable()),
    FieldMeta::new("price", "Price", TypeMeta::column(Kind::Decimal).nullable()),
];
static MODEL: ModelMeta = ModelMeta::new("thing", "things", "things", FIELDS);

fn sorts() -> Vec<Sort> {
    let columns = MODEL.columns().all().iter();
    columns.rev().map(|column| Sort { column, descending: false }).collect()
}

proptest! {
    #[test]
    fn bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..50)) {
        let text = to_base64(&bytes);
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        prop_assert_eq!(from_base64(&text), Some(bytes));
    }

    #[test]
    fn places_survive(
        id: i64,
        name in proptest::option::of("\\PC{0,20}"),
        units in proptest::option::of(any::<i32>()),
    ) {
        let price = units.map(|units| rust_decimal::Decimal::new(i64::from(units), 2));
        let cursor = Cursor(vec![price.into(), name.into(), Value::Int(id)]);
        prop_assert_eq!(Cursor::decode(&cursor.encode(), &sorts()), Some(cursor));
    }

    #[test]
    fn nothing_else_is_taken_for_a_place_or_breaks(text in ".{0,60}") {
        if let Some(cursor) = Cursor::decode(&text, &sorts()) {
            prop_assert_eq!(cursor.0.len(), 3);
        }
    }
}

#[test]
fn a_place_without_a_key_is_none() {
    let cursor = Cursor(vec![Value::Null, Value::Null, Value::Null]);
    assert_eq!(Cursor::decode(&cursor.encode(), &sorts()), None);
}
