//! How is a value sent to MySQL? Instants as UTC without zone, UUIDs as text.

use rust_decimal::prelude::ToPrimitive as _;
use sqlx::Arguments as _;
use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlArguments;

use crate::db::error::DbError;
use crate::db::statement::{Bind, Read};
use crate::db::storage::Storage;
use crate::models::{Value, plain_text};

/// The arguments of a statement.
pub(super) fn arguments(binds: Vec<Bind>) -> Result<MySqlArguments, DbError> {
    let mut arguments = MySqlArguments::default();
    for Bind { read, value } in binds {
        add(&mut arguments, read, value).map_err(|source| DbError::Refused { source })?;
    }
    Ok(arguments)
}

fn add(arguments: &mut MySqlArguments, read: Read, value: Value) -> Result<(), BoxDynError> {
    if read.storage == Storage::Text {
        return arguments.add((!value.is_null()).then(|| plain_text(&value)));
    }
    match value {
        Value::Null => arguments.add(None::<String>),
        Value::Bool(value) => arguments.add(value),
        Value::Int(value) => arguments.add(value),
        Value::Float(value) => arguments.add(value),
        Value::Decimal(value) if read.storage == Storage::Real => arguments.add(value.to_f64()),
        Value::Decimal(value) => arguments.add(value),
        Value::Text(value) => arguments.add(value),
        Value::Date(value) => arguments.add(value),
        Value::Time(value) => arguments.add(value),
        Value::Timestamp(value) => arguments.add(value.naive_utc()),
        Value::DateTime(value) => arguments.add(value),
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
