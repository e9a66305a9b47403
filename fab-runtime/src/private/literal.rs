//! What value does the `default` of a field stand for?

use rust_decimal::Decimal;

use crate::models::{Bound, FieldType, Kind, TypeMeta, Value, parse_kind};

/// The value that a literal stands for in a column of that type.
pub fn literal(ty: &TypeMeta, written: &Bound) -> Value {
    let kind = ty.kind().unwrap_or(Kind::Text);
    match (written, kind) {
        (Bound::Int(int), Kind::Decimal) => Value::Decimal(Decimal::from(*int)),
        #[expect(clippy::cast_precision_loss, reason = "the field holds floats")]
        (Bound::Int(int), Kind::Float) => Value::Float(*int as f64),
        (Bound::Int(int), _) => Value::Int(*int),
        (Bound::Float(float), Kind::Decimal) => {
            parse_kind(kind, &float.to_string()).unwrap_or_default()
        }
        (Bound::Float(float), _) => Value::Float(*float),
        (Bound::Text(text), kind) => parse_kind(kind, text).unwrap_or_default(),
    }
}

/// The value that is stored for `value` in the single column of its type.
pub fn value_of<T: FieldType>(value: &T) -> Value {
    let mut values = Vec::with_capacity(1);
    value.store(&mut values);
    values.pop().unwrap_or_default()
}
