//! Which value do the rows that exist get in a new column that may not be NULL?

use crate::db::DialectKind;
use crate::db::schema::plan::ddl::text;
use crate::models::{Bound, Column, Kind, Value, plain_text};

/// The literal for `DEFAULT`: the field's default, or the empty value of its kind where that cannot mislead.
pub(super) fn default(dialect: DialectKind, column: &Column) -> Option<String> {
    if column.sealed.is_some() {
        // A default would stand in the table in the clear.
        return None;
    }
    let value = match column.default_value() {
        Value::Null => empty(column)?,
        value => value,
    };
    literal(dialect, column, &value)
}

/// What "nothing" is for a kind that has such a value.
fn empty(column: &Column) -> Option<Value> {
    let free = column.ty.choices.is_empty() && column.ty.relation.is_none() && !column.unique;
    let zero = !matches!(column.min(), Some(Bound::Int(1..) | Bound::Float(_) | Bound::Text(_)))
        && column.ty.range.is_none_or(|(least, _)| least <= 0);
    match column.kind() {
        Kind::Bool => Some(Value::Bool(false)),
        Kind::Int if column.version => Some(Value::Int(1)),
        Kind::Int | Kind::Money if free && zero => Some(Value::Int(0)),
        Kind::Float if free && zero => Some(Value::Float(0.0)),
        Kind::Decimal if free && zero => Some(Value::Decimal(0.into())),
        Kind::Text if free && column.part.pattern.is_none() => Some(Value::Text(String::new())),
        _ => None,
    }
}

fn literal(dialect: DialectKind, column: &Column, value: &Value) -> Option<String> {
    let sqlite = dialect == DialectKind::Sqlite;
    Some(match value {
        Value::Null | Value::Bytes(_) | Value::Sealed(_) => return None,
        Value::Bool(value) if dialect == DialectKind::Postgres => value.to_string(),
        Value::Bool(value) => i32::from(*value).to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Decimal(number) => {
            let mut number = *number;
            number.rescale(u32::from(column.scale));
            if sqlite { number.mantissa().to_string() } else { number.to_string() }
        }
        // Only expressions may be defaults of long texts in MySQL.
        Value::Text(_) | Value::Json(_) if dialect == DialectKind::MySql => {
            format!("({})", text(dialect, &plain_text(value)))
        }
        Value::Timestamp(at) if sqlite => {
            text(dialect, &at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
        }
        Value::Timestamp(at) => {
            let zone = if dialect == DialectKind::Postgres { "+00" } else { "" };
            text(dialect, &format!("{}{zone}", at.format("%Y-%m-%d %H:%M:%S%.6f")))
        }
        Value::DateTime(at) if sqlite => {
            text(dialect, &at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string())
        }
        Value::DateTime(at) => text(dialect, &at.format("%Y-%m-%d %H:%M:%S%.6f").to_string()),
        Value::Time(at) => text(dialect, &at.format("%H:%M:%S%.6f").to_string()),
        value => text(dialect, &plain_text(value)),
    })
}
