//! How does a key stand in the database? Wrapped, and never in the clear.

use crate::crypto::keys::{KeyId, KeyState, Purpose, WrappedKey};
use crate::db::keys::error::KeyError;
use crate::db::sealing::KEYS;
use crate::db::statement::Statement;
use crate::db::writer::SqlWriter;
use crate::models::{Condition, Kind, Op, Value};

/// The columns in the order of the table.
const COLUMNS: [&str; 8] =
    ["id", "purpose", "state", "active_for", "wrapped", "wrapped_by", "created_at", "not_after"];

/// Reads every record, oldest first.
pub(super) fn select(mut writer: SqlWriter) -> Statement {
    for (place, column) in KEYS.columns().all().iter().enumerate() {
        writer.push(if place == 0 { "SELECT " } else { ", " }).read(&KEYS, column, "");
    }
    writer.push(" FROM ").ident(KEYS.table).push(" ORDER BY ").ident("id").finish(&[])
}

/// Adds a record.
pub(super) fn insert(mut writer: SqlWriter, key: &WrappedKey) -> Statement {
    let active = (key.state == KeyState::Active).then_some(key.purpose.name());
    let mut values = [
        Value::Int(i64::from(key.id.get())),
        Value::from(key.purpose.name()),
        Value::from(key.state.name()),
        Value::from(active),
        Value::Bytes(key.wrapped.clone()),
        Value::Text(key.wrapped_by.clone()),
        Value::Timestamp(key.created),
        Value::from(key.not_after),
    ]
    .into_iter();
    writer.push("INSERT INTO ").ident(KEYS.table);
    for (place, name) in COLUMNS.into_iter().enumerate() {
        writer.push(if place == 0 { " (" } else { ", " }).ident(name);
    }
    writer.push(") VALUES (");
    for (place, column) in KEYS.columns().all().iter().enumerate() {
        if place > 0 {
            writer.push(", ");
        }
        writer.bind_column(&KEYS, column, values.next().unwrap_or_default());
    }
    writer.push(")").finish(&[])
}

/// Takes a key from one state to another: no row is written when it is in another by now.
pub(super) fn transition(
    mut writer: SqlWriter,
    id: KeyId,
    from: KeyState,
    to: KeyState,
) -> Statement {
    writer.push("UPDATE ").ident(KEYS.table).push(" SET ").ident("state").push(" = ");
    writer.bind(Kind::Text, Value::from(to.name()));
    writer.push(", ").ident("active_for").push(" = ").bind(Kind::Text, Value::Null);
    if to == KeyState::Destroyed {
        writer.push(", ").ident("wrapped").push(" = ").bind(Kind::Bytes, Value::Bytes(Vec::new()));
    }
    let condition =
        Condition::eq("id", i64::from(id.get())).and(Condition::eq("state", from.name()));
    writer.push(" WHERE ").condition(&KEYS, &condition).finish(&[])
}

/// Puts a key as it is wrapped now in the place of how `before` wrapped it: no row is written when somebody else did, or
/// when it was destroyed meanwhile.
pub(super) fn rewrap(mut writer: SqlWriter, key: &WrappedKey, before: &str) -> Statement {
    writer.push("UPDATE ").ident(KEYS.table).push(" SET ").ident("wrapped").push(" = ");
    writer.bind(Kind::Bytes, Value::Bytes(key.wrapped.clone()));
    writer.push(", ").ident("wrapped_by").push(" = ");
    writer.bind(Kind::Text, Value::Text(key.wrapped_by.clone()));
    let condition = Condition::eq("id", i64::from(key.id.get()))
        .and(Condition::eq("wrapped_by", before))
        .and(Condition::compare("state", Op::NotEqual, KeyState::Destroyed.name()));
    writer.push(" WHERE ").condition(&KEYS, &condition).finish(&[])
}

/// A record as it was read.
pub(super) fn parse(row: Vec<Value>) -> Result<WrappedKey, KeyError> {
    let wrong = |what| KeyError::Record { what };
    let mut values = row.into_iter();
    let mut next = || values.next().unwrap_or_default();
    let id = next().as_int().and_then(|id| u32::try_from(id).ok()).and_then(KeyId::new);
    let purpose = next().as_text().and_then(Purpose::of_name);
    let state = next().as_text().and_then(KeyState::of_name);
    next();
    let Value::Bytes(wrapped) = next() else { return Err(wrong("its key is no bytes")) };
    let Value::Text(wrapped_by) = next() else { return Err(wrong("nobody wrapped it")) };
    let created = next().as_timestamp();
    Ok(WrappedKey {
        id: id.ok_or_else(|| wrong("its number"))?,
        purpose: purpose.ok_or_else(|| wrong("its purpose"))?,
        state: state.ok_or_else(|| wrong("its state"))?,
        wrapped,
        wrapped_by,
        created: created.ok_or_else(|| wrong("when it was made"))?,
        not_after: next().as_timestamp(),
    })
}
