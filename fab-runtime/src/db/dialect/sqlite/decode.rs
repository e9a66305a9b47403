//! How is a value read from SQLite? By what stands there: old tables may hold anything.

use chrono::DateTime;
use rust_decimal::Decimal;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{Sqlite, SqliteValueRef};
use sqlx::{Decode, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use crate::db::dialect::written;
use crate::db::error::DbError;
use crate::db::statement::Read;
use crate::db::storage::Storage;
use crate::models::{Kind, Value};

/// The value in the column at `index` of a result.
pub(super) fn value(raw: SqliteValueRef<'_>, read: Read, index: usize) -> Result<Value, DbError> {
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let class = raw.type_info().into_owned();
    let found = match class.name() {
        "INTEGER" | "BOOLEAN" => integer(raw, read),
        "REAL" => real(raw, read),
        "TEXT" => text(raw, read),
        _ => blob(raw, read),
    };
    found.ok().flatten().ok_or_else(|| DbError::Decode {
        index: index + 1,
        wanted: read.kind.name(),
        found: class.name().to_owned(),
    })
}

fn integer(raw: SqliteValueRef<'_>, read: Read) -> Result<Option<Value>, BoxDynError> {
    let int = <i64 as Decode<Sqlite>>::decode(raw)?;
    Ok(match read.kind {
        Kind::Bool => Some(Value::Bool(int != 0)),
        Kind::Int | Kind::Money => Some(Value::Int(int)),
        Kind::Decimal if read.storage == Storage::Native => {
            written::from_minor_units(int, read.scale).map(Value::Decimal)
        }
        Kind::Decimal => Some(Value::Decimal(written::scaled(Decimal::from(int), read.scale))),
        #[expect(clippy::cast_precision_loss, reason = "a float column never held more")]
        Kind::Float => Some(Value::Float(int as f64)),
        Kind::Text => Some(Value::Text(int.to_string())),
        Kind::Timestamp => DateTime::from_timestamp(int, 0).map(Value::Timestamp),
        Kind::DateTime => {
            DateTime::from_timestamp(int, 0).map(|at| Value::DateTime(at.naive_utc()))
        }
        Kind::Date => DateTime::from_timestamp(int, 0).map(|at| Value::Date(at.date_naive())),
        Kind::Json => Some(Value::Json(int.into())),
        Kind::Bytes => Some(Value::Bytes(int.to_string().into_bytes())),
        Kind::Time | Kind::Uuid => None,
    })
}

fn real(raw: SqliteValueRef<'_>, read: Read) -> Result<Option<Value>, BoxDynError> {
    let float = <f64 as Decode<Sqlite>>::decode(raw)?;
    Ok(match read.kind {
        Kind::Float => Some(Value::Float(float)),
        // The shortest text that means this float is what a person wrote: 0.99, not 0.98999999999999999.
        Kind::Decimal => {
            written::parse(Read { storage: Storage::Real, ..read }, &float.to_string())
        }
        Kind::Int | Kind::Money => whole(float).map(Value::Int),
        Kind::Bool => Some(Value::Bool(float != 0.0)),
        Kind::Text => Some(Value::Text(float.to_string())),
        Kind::Json => Some(Value::Json(float.into())),
        Kind::Bytes => Some(Value::Bytes(float.to_string().into_bytes())),
        _ => None,
    })
}

/// The integer that a float is, if it is one.
fn whole(float: f64) -> Option<i64> {
    if float.fract() == 0.0 { float.to_string().parse().ok() } else { None }
}

fn text(raw: SqliteValueRef<'_>, read: Read) -> Result<Option<Value>, BoxDynError> {
    let text = <&str as Decode<Sqlite>>::decode(raw)?;
    let as_written = Read { storage: Storage::Text, ..read };
    Ok(written::parse(as_written, text))
}

fn blob(raw: SqliteValueRef<'_>, read: Read) -> Result<Option<Value>, BoxDynError> {
    let bytes = <&[u8] as Decode<Sqlite>>::decode(raw)?;
    Ok(match read.kind {
        Kind::Bytes => Some(Value::Bytes(bytes.to_vec())),
        Kind::Uuid => Uuid::from_slice(bytes).ok().map(Value::Uuid),
        Kind::Text => Some(Value::Text(String::from_utf8_lossy(bytes).into_owned())),
        _ => None,
    })
}
