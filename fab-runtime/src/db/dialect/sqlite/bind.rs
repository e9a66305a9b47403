//! How is a value written into SQLite?

use rust_decimal::prelude::ToPrimitive as _;
use sqlx::Arguments as _;
use sqlx::sqlite::SqliteArguments;

use super::texts;
use crate::db::error::DbError;
use crate::db::statement::{Bind, Read};
use crate::db::storage::Storage;
use crate::models::Value;
use crate::models::validate::at_scale;

/// The arguments of a statement.
pub(super) fn arguments(binds: Vec<Bind>) -> Result<SqliteArguments, DbError> {
    let mut arguments = SqliteArguments::default();
    for Bind { read, value } in binds {
        add(&mut arguments, read, value).map_err(|source| DbError::Refused { source })?;
    }
    Ok(arguments)
}

fn add(
    arguments: &mut SqliteArguments,
    read: Read,
    value: Value,
) -> Result<(), sqlx::error::BoxDynError> {
    let usual = read.storage == Storage::Text;
    match value {
        Value::Null => arguments.add(None::<i64>),
        Value::Bool(value) => arguments.add(value),
        Value::Int(value) => arguments.add(value),
        Value::Float(value) => arguments.add(value),
        Value::Decimal(value) => match read.storage {
            Storage::Text => arguments.add(value.to_string()),
            Storage::Real => arguments.add(value.to_f64()),
            _ => match minor_units(value, read.scale) {
                Some(units) => arguments.add(units),
                // Between two minor units: no row holds it, but rows are above and below it.
                None => arguments.add(value.to_f64().map(|value| value * factor(read.scale))),
            },
        },
        Value::Text(value) => arguments.add(value),
        Value::Date(value) if usual => {
            arguments.add(texts::usual_datetime(value.and_time(chrono::NaiveTime::MIN)))
        }
        Value::Date(value) => arguments.add(texts::date(value)),
        Value::Time(value) => arguments.add(texts::time(value)),
        Value::Timestamp(value) if usual => arguments.add(texts::usual_datetime(value.naive_utc())),
        Value::Timestamp(value) => arguments.add(texts::timestamp(value)),
        Value::DateTime(value) if usual => arguments.add(texts::usual_datetime(value)),
        Value::DateTime(value) => arguments.add(texts::datetime(value)),
        Value::Uuid(value) if read.storage == Storage::Bytes => {
            arguments.add(value.as_bytes().to_vec())
        }
        Value::Uuid(value) => arguments.add(value.to_string()),
        Value::Json(value) => arguments.add(value.to_string()),
        Value::Bytes(value) => arguments.add(value),
        // A value that should have been sealed: no plain text may ever reach a database.
        Value::Sealed(_) => Err("a sealed value was not sealed before it was written".into()),
    }
}

fn minor_units(value: rust_decimal::Decimal, scale: u8) -> Option<i64> {
    let scaled = at_scale(value, scale).filter(|scaled| scaled.scale() == u32::from(scale))?;
    i64::try_from(scaled.mantissa()).ok()
}

fn factor(scale: u8) -> f64 {
    10_f64.powi(i32::from(scale))
}
