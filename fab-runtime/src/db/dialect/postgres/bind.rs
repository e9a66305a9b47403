//! How is a value sent to PostgreSQL? As its native type; NULL as NULL of that type.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use sqlx::Arguments as _;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use uuid::Uuid;

use crate::db::error::DbError;
use crate::db::statement::{Bind, Read};
use crate::db::storage::Storage;
use crate::models::{Kind, Value, plain_text};

/// The arguments of a statement.
pub(super) fn arguments(binds: Vec<Bind>) -> Result<PgArguments, DbError> {
    let mut arguments = PgArguments::default();
    for Bind { read, value } in binds {
        add(&mut arguments, read, value).map_err(|source| DbError::Refused { source })?;
    }
    Ok(arguments)
}

fn add(arguments: &mut PgArguments, read: Read, value: Value) -> Result<(), BoxDynError> {
    if matches!(read.storage, Storage::Text | Storage::Named(_)) {
        return arguments.add((!value.is_null()).then(|| plain_text(&value)));
    }
    match value {
        Value::Null => add_null(arguments, read.kind),
        Value::Bool(value) => arguments.add(value),
        Value::Int(value) => arguments.add(value),
        Value::Float(value) => arguments.add(value),
        Value::Decimal(value) => arguments.add(value),
        Value::Text(value) => arguments.add(value),
        Value::Date(value) => arguments.add(value),
        Value::Time(value) => arguments.add(value),
        Value::Timestamp(value) => arguments.add(value),
        Value::DateTime(value) => arguments.add(value),
        Value::Uuid(value) => arguments.add(value),
        Value::Json(value) => arguments.add(value),
        Value::Bytes(value) => arguments.add(value),
        // A value that should have been sealed: no plain text may ever reach a database.
        Value::Sealed(_) => Err("a sealed value was not sealed before it was written".into()),
    }
}

fn add_null(arguments: &mut PgArguments, kind: Kind) -> Result<(), BoxDynError> {
    match kind {
        Kind::Bool => arguments.add(None::<bool>),
        Kind::Int | Kind::Money => arguments.add(None::<i64>),
        Kind::Float => arguments.add(None::<f64>),
        Kind::Decimal => arguments.add(None::<Decimal>),
        Kind::Text => arguments.add(None::<String>),
        Kind::Date => arguments.add(None::<NaiveDate>),
        Kind::Time => arguments.add(None::<NaiveTime>),
        Kind::Timestamp => arguments.add(None::<DateTime<Utc>>),
        Kind::DateTime => arguments.add(None::<NaiveDateTime>),
        Kind::Uuid => arguments.add(None::<Uuid>),
        Kind::Json => arguments.add(None::<serde_json::Value>),
        Kind::Bytes => arguments.add(None::<Vec<u8>>),
    }
}
