//! What does one field of an exported row hold, before it is written in some format?

use std::borrow::Cow;

use crate::models::{Column, Currency, Kind, Money, Record, Value, plain_text};

/// A value on its way into a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// NULL.
    Nothing,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number that is not exact.
    Float(f64),
    /// A number whose digits all count: decimals, money in major units.
    Exact(String),
    /// Words, dates in ISO 8601, UUIDs: whatever is no number.
    Text(Cow<'a, str>),
    /// A JSON document.
    Json(&'a serde_json::Value),
}

impl<'a> Cell<'a> {
    pub(super) const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

/// What a column holds in a row.
pub(super) fn of<'a>(column: &Column, record: &'a Record) -> Cell<'a> {
    inside(column, record, record.at(column.index))
}

fn inside<'a>(column: &Column, record: &'a Record, value: &'a Value) -> Cell<'a> {
    match value {
        Value::Null => Cell::Nothing,
        Value::Bool(on) => Cell::Bool(*on),
        Value::Int(minor) if column.kind() == Kind::Money => money(column, record, *minor),
        Value::Int(int) => Cell::Int(*int),
        Value::Float(float) => Cell::Float(*float),
        Value::Decimal(decimal) => Cell::Exact(decimal.to_string()),
        Value::Text(text) => Cell::text(text),
        Value::Json(json) => Cell::Json(json),
        Value::Sealed(sealed) => match sealed.expose() {
            Some(value) => inside(column, record, value),
            None => Cell::text("(cannot be opened)"),
        },
        value => Cell::Text(Cow::Owned(plain_text(value))),
    }
}

/// An amount in major units; one whose currency nobody knows stays as it is stored.
fn money<'a>(column: &Column, record: &'a Record, minor: i64) -> Cell<'a> {
    let currency = record.at(column.index + 1).as_text();
    match currency.and_then(|code| code.parse::<Currency>().ok()) {
        Some(currency) => Cell::Exact(Money::new(minor, currency).amount().to_string()),
        None => Cell::Int(minor),
    }
}
