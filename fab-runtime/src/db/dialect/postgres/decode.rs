//! How is a value read from PostgreSQL? By its kind; tables that were there before may keep a narrower type.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgValueRef, Postgres};
use sqlx::{Decode, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use crate::db::dialect::written;
use crate::db::error::DbError;
use crate::db::statement::Read;
use crate::db::storage::Storage;
use crate::models::{Kind, Value};

/// The value in the column at `index` of a result.
pub(super) fn value(raw: PgValueRef<'_>, read: Read, index: usize) -> Result<Value, DbError> {
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

fn decode(raw: PgValueRef<'_>, read: Read, ty: &str) -> Result<Option<Value>, BoxDynError> {
    if matches!(read.storage, Storage::Text | Storage::Named(_)) {
        return Ok(written::parse(Read { storage: Storage::Text, ..read }, get::<&str>(raw)?));
    }
    Ok(match read.kind {
        Kind::Bool => (ty == "BOOL").then(|| get(raw)).transpose()?.map(Value::Bool),
        Kind::Int | Kind::Money => int(raw, ty)?.map(Value::Int),
        Kind::Float => float(raw, ty)?.map(Value::Float),
        Kind::Decimal if ty == "NUMERIC" => {
            Some(Value::Decimal(written::scaled(get::<Decimal>(raw)?, read.scale)))
        }
        Kind::Decimal => {
            int(raw, ty)?.map(|int| Value::Decimal(written::scaled(Decimal::from(int), read.scale)))
        }
        Kind::Text => Some(Value::Text(get::<&str>(raw)?.to_owned())),
        Kind::Date => (ty == "DATE").then(|| get::<NaiveDate>(raw)).transpose()?.map(Value::Date),
        Kind::Time => (ty == "TIME").then(|| get::<NaiveTime>(raw)).transpose()?.map(Value::Time),
        Kind::Timestamp => instant(raw, ty)?.map(Value::Timestamp),
        Kind::DateTime => instant(raw, ty)?.map(|at| Value::DateTime(at.naive_utc())),
        Kind::Uuid => (ty == "UUID").then(|| get::<Uuid>(raw)).transpose()?.map(Value::Uuid),
        Kind::Json => Some(Value::Json(get(raw)?)),
        Kind::Bytes => Some(Value::Bytes(get::<&[u8]>(raw)?.to_vec())),
    })
}

fn get<'r, T: Decode<'r, Postgres>>(raw: PgValueRef<'r>) -> Result<T, BoxDynError> {
    T::decode(raw)
}

fn int(raw: PgValueRef<'_>, ty: &str) -> Result<Option<i64>, BoxDynError> {
    Ok(match ty {
        "INT8" | "INT4" | "INT2" => Some(get(raw)?),
        "NUMERIC" => get::<Decimal>(raw)?.to_i64(),
        _ => None,
    })
}

fn float(raw: PgValueRef<'_>, ty: &str) -> Result<Option<f64>, BoxDynError> {
    Ok(match ty {
        "FLOAT8" => Some(get(raw)?),
        "FLOAT4" => Some(f64::from(get::<f32>(raw)?)),
        "NUMERIC" => get::<Decimal>(raw)?.to_f64(),
        _ => None,
    })
}

fn instant(raw: PgValueRef<'_>, ty: &str) -> Result<Option<DateTime<Utc>>, BoxDynError> {
    Ok(match ty {
        "TIMESTAMPTZ" => Some(get(raw)?),
        "TIMESTAMP" => Some(get::<NaiveDateTime>(raw)?.and_utc()),
        "DATE" => Some(get::<NaiveDate>(raw)?.and_time(NaiveTime::MIN).and_utc()),
        _ => None,
    })
}
