//! How is a value read from MySQL? By its kind; tables that were there before may keep a narrower type.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use sqlx::error::BoxDynError;
use sqlx::mysql::{MySql, MySqlValueRef};
use sqlx::{Decode, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use crate::db::dialect::written;
use crate::db::error::DbError;
use crate::db::statement::Read;
use crate::db::storage::Storage;
use crate::models::{Kind, Value};

/// The value in the column at `index` of a result.
pub(super) fn value(raw: MySqlValueRef<'_>, read: Read, index: usize) -> Result<Value, DbError> {
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let ty = raw.type_info().into_owned();
    decode(raw, read, ty.name()).ok().flatten().ok_or_else(|| DbError::Decode {
        index: index + 1,
        wanted: read.kind.name(),
        found: ty.name().to_owned(),
    })
}

fn decode(raw: MySqlValueRef<'_>, read: Read, ty: &str) -> Result<Option<Value>, BoxDynError> {
    if read.storage == Storage::Text {
        return Ok(written::parse(read, get::<&str>(raw)?));
    }
    Ok(match read.kind {
        Kind::Bool => int(raw, ty)?.map(|int| Value::Bool(int != 0)),
        Kind::Int | Kind::Money => int(raw, ty)?.map(Value::Int),
        Kind::Float => float(raw, ty)?.map(Value::Float),
        Kind::Decimal => {
            decimal(raw, ty)?.map(|decimal| Value::Decimal(written::scaled(decimal, read.scale)))
        }
        Kind::Text => text(raw, ty)?.map(Value::Text),
        Kind::Date => instant(raw, ty)?.map(|at| Value::Date(at.date_naive())),
        Kind::Time => Some(Value::Time(get::<NaiveTime>(raw)?)),
        Kind::Timestamp => instant(raw, ty)?.map(Value::Timestamp),
        Kind::DateTime => instant(raw, ty)?.map(|at| Value::DateTime(at.naive_utc())),
        Kind::Uuid if read.storage == Storage::Bytes => {
            Uuid::from_slice(get(raw)?).ok().map(Value::Uuid)
        }
        Kind::Uuid => Uuid::parse_str(get(raw)?).ok().map(Value::Uuid),
        Kind::Json => Some(Value::Json(serde_json::from_str(get(raw)?)?)),
        Kind::Bytes => Some(Value::Bytes(get::<&[u8]>(raw)?.to_vec())),
    })
}

fn get<'r, T: Decode<'r, MySql>>(raw: MySqlValueRef<'r>) -> Result<T, BoxDynError> {
    T::decode(raw)
}

fn int(raw: MySqlValueRef<'_>, ty: &str) -> Result<Option<i64>, BoxDynError> {
    Ok(match ty {
        "DECIMAL" => get::<Decimal>(raw)?.to_i64(),
        "BIT" | "YEAR" => i64::try_from(get::<u64>(raw)?).ok(),
        _ if ty.ends_with("UNSIGNED") => i64::try_from(get::<u64>(raw)?).ok(),
        "BOOLEAN" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" => Some(get(raw)?),
        _ => None,
    })
}

fn float(raw: MySqlValueRef<'_>, ty: &str) -> Result<Option<f64>, BoxDynError> {
    Ok(match ty {
        "DOUBLE" => Some(get(raw)?),
        "FLOAT" => Some(f64::from(get::<f32>(raw)?)),
        "DECIMAL" => get::<Decimal>(raw)?.to_f64(),
        _ => None,
    })
}

fn decimal(raw: MySqlValueRef<'_>, ty: &str) -> Result<Option<Decimal>, BoxDynError> {
    Ok(match ty {
        "DECIMAL" => Some(get(raw)?),
        "DOUBLE" | "FLOAT" => {
            float(raw, ty)?.and_then(|float| Decimal::from_str_exact(&float.to_string()).ok())
        }
        _ => int(raw, ty)?.map(Decimal::from),
    })
}

fn text(raw: MySqlValueRef<'_>, ty: &str) -> Result<Option<String>, BoxDynError> {
    Ok(match ty {
        "BIGINT" | "INT" => int(raw, ty)?.map(|int| int.to_string()),
        _ => Some(get::<&str>(raw)?.to_owned()),
    })
}

fn instant(raw: MySqlValueRef<'_>, ty: &str) -> Result<Option<DateTime<Utc>>, BoxDynError> {
    Ok(match ty {
        "DATETIME" | "TIMESTAMP" => Some(get::<NaiveDateTime>(raw)?.and_utc()),
        "DATE" => Some(get::<NaiveDate>(raw)?.and_time(NaiveTime::MIN).and_utc()),
        _ => None,
    })
}
