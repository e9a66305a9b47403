//! Can a column of a model be kept in a column that is there already, and in which form?

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::db::schema::{LiveColumn, TypeClass};
use crate::db::{DialectKind, Storage};
use crate::models::{Column, Kind};

/// How `live` keeps the values of `column`.
///
/// # Errors
///
/// Says what stands in the way when it cannot keep them.
pub fn fit(dialect: DialectKind, column: &Column, live: &LiveColumn) -> Result<Storage, String> {
    if column.sealed.is_some() {
        return sealed(live);
    }
    let storage = match dialect {
        DialectKind::Sqlite => sqlite(column, live),
        DialectKind::Postgres => postgres(column, live),
        DialectKind::MySql => mysql(column, live),
    };
    storage.ok_or_else(|| {
        let found = live.note.as_ref().unwrap_or(&live.sql_type);
        format!("the model keeps a {} in it, the database a `{found}`", column.kind().name())
    })
}

/// Ciphertext stands in bytes, or as text in columns that were there before; also beside what is not sealed yet.
fn sealed(live: &LiveColumn) -> Result<Storage, String> {
    match live.class {
        TypeClass::Bytes => Ok(Storage::Native),
        TypeClass::Text { .. } => Ok(Storage::Text),
        // SQLite keeps dates and UUIDs in texts, too.
        _ if live.sql_type.eq_ignore_ascii_case("text") => Ok(Storage::Text),
        _ => {
            let found = live.note.as_ref().unwrap_or(&live.sql_type);
            Err(format!(
                "the model seals it, the database keeps a `{found}`, where no ciphertext fits: make it a text \
                 first, with the values written out"
            ))
        }
    }
}

fn sqlite(column: &Column, live: &LiveColumn) -> Option<Storage> {
    use TypeClass as C;
    let noted = live.note.is_some();
    let written = if noted { Storage::Native } else { Storage::Text };
    match (column.kind(), live.class) {
        (Kind::Decimal, C::Decimal { .. }) if noted => Some(Storage::Native),
        (Kind::Decimal, C::Decimal { .. } | C::Float) => Some(Storage::Real),
        (Kind::Decimal, C::Text { .. }) => Some(Storage::Text),
        (Kind::Date, C::DateTime | C::Text { .. }) if !noted => Some(Storage::Text),
        (Kind::Timestamp, C::Timestamp) | (Kind::DateTime, C::DateTime) => Some(written),
        (Kind::Timestamp | Kind::DateTime, C::Timestamp | C::DateTime | C::Text { .. })
            if !noted =>
        {
            Some(Storage::Text)
        }
        (Kind::Uuid, C::Bytes) => Some(Storage::Bytes),
        (Kind::Bool, C::Bool | C::Int { .. })
        | (Kind::Int, C::Int { .. } | C::Bool)
        | (Kind::Money, C::Money | C::Int { .. })
        | (Kind::Float, C::Float)
        | (Kind::Text, C::Text { .. })
        | (Kind::Date, C::Date)
        | (Kind::Time, C::Time | C::Text { .. })
        | (Kind::Uuid, C::Uuid | C::Text { .. })
        | (Kind::Json, C::Json | C::Text { .. })
        | (Kind::Bytes, C::Bytes) => Some(Storage::Native),
        (Kind::Float, C::Decimal { .. })
        | (Kind::Text, C::Date | C::Time | C::DateTime | C::Timestamp | C::Uuid | C::Json)
            if !noted =>
        {
            Some(Storage::Native)
        }
        // A column without a declared type keeps whatever it is given.
        (_, C::Other) if live.sql_type.is_empty() && column.kind() != Kind::Decimal => {
            Some(Storage::Native)
        }
        _ => None,
    }
}

fn postgres(column: &Column, live: &LiveColumn) -> Option<Storage> {
    use TypeClass as C;
    match (column.kind(), live.class) {
        (Kind::Text, C::Enum | C::Written | C::Uuid) => {
            Some(Storage::Named(known(&live.type_name)))
        }
        (Kind::Decimal, C::Float) => Some(Storage::Cast),
        (Kind::Uuid, C::Text { .. }) => Some(Storage::Text),
        (Kind::Bool, C::Bool)
        | (Kind::Int | Kind::Money, C::Int { .. } | C::Decimal { scale: Some(0), .. })
        | (Kind::Float, C::Float | C::Decimal { .. })
        | (Kind::Decimal, C::Decimal { .. } | C::Int { .. })
        | (Kind::Text, C::Text { .. })
        | (Kind::Date, C::Date)
        | (Kind::Time, C::Time)
        | (Kind::Timestamp | Kind::DateTime, C::Timestamp | C::DateTime)
        | (Kind::Uuid, C::Uuid)
        | (Kind::Json, C::Json)
        | (Kind::Bytes, C::Bytes) => Some(Storage::Native),
        _ => None,
    }
}

fn mysql(column: &Column, live: &LiveColumn) -> Option<Storage> {
    use TypeClass as C;
    match (column.kind(), live.class) {
        (Kind::Decimal, C::Float) => Some(Storage::Real),
        (Kind::Uuid, C::Bytes) => Some(Storage::Bytes),
        (Kind::Bool, C::Bool | C::Int { .. })
        | (Kind::Int, C::Int { .. } | C::Bool | C::Decimal { scale: Some(0), .. })
        | (Kind::Money, C::Int { .. } | C::Decimal { scale: Some(0), .. })
        | (Kind::Float, C::Float | C::Decimal { .. })
        | (Kind::Decimal, C::Decimal { .. } | C::Int { .. })
        | (Kind::Text, C::Text { .. } | C::Enum | C::Uuid)
        | (Kind::Date, C::Date | C::DateTime)
        | (Kind::Time, C::Time)
        | (Kind::Timestamp | Kind::DateTime, C::Timestamp | C::DateTime)
        | (Kind::Json, C::Json | C::Text { .. })
        | (Kind::Uuid, C::Uuid)
        | (Kind::Bytes, C::Bytes) => Some(Storage::Native),
        (Kind::Uuid, C::Text { max_length }) if max_length.is_none_or(|length| length >= 36) => {
            Some(Storage::Native)
        }
        _ => None,
    }
}

/// The name of a type for as long as the program runs; each is kept once.
fn known(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = names.get(name) {
        return name;
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(name);
    name
}
