//! Which value of a column's kind is meant by a value of a related one?

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::models::{Kind, Value};

/// `value` as the kind of its column, where that loses nothing: 5 for a decimal is 5.00.
pub(crate) fn fit(kind: Kind, value: Value) -> Value {
    match (kind, value) {
        (Kind::Decimal, Value::Int(int)) => Value::Decimal(Decimal::from(int)),
        (Kind::Float, Value::Int(int)) => match int.to_f64() {
            Some(float) => Value::Float(float),
            None => Value::Int(int),
        },
        (Kind::Float, Value::Decimal(decimal)) => match decimal.to_f64() {
            Some(float) => Value::Float(float),
            None => Value::Decimal(decimal),
        },
        (Kind::Timestamp, Value::DateTime(at)) => Value::Timestamp(at.and_utc()),
        (Kind::DateTime, Value::Timestamp(at)) => Value::DateTime(at.naive_utc()),
        (_, value) => value,
    }
}
