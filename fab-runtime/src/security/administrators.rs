//! Who is left to administer? The answer holds until the transaction ends.

use crate::db::{DbError, SqlWriter, Statement, Tx};
use crate::models::{FieldType, Kind, Value, Values};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::role_spec::ADMIN;

/// Waits until no other transaction decides about administrators, roles or passwords.
///
/// The row of the role `Admin` is the lock, and is always taken before any row of a user. An update that
/// changes nothing takes it on every database.
pub(crate) async fn lock(tx: &mut Tx) -> Result<(), DbError> {
    let statement =
        tx.writer().push("UPDATE fab_roles SET name = name WHERE name = ").text(ADMIN).finish(&[]);
    tx.execute(statement).await.map(drop)
}

/// Asks whether there is any active administrator. Only certain under [`lock`].
pub(crate) fn any(mut writer: SqlWriter) -> Statement {
    active(&mut writer).finish(&[Kind::Int])
}

/// Whether anybody but `user` is an active administrator. Only certain under [`lock`].
async fn anybody_but(tx: &mut Tx, user: i64) -> Result<bool, SecurityError> {
    let statement = active(&mut tx.writer()).push(" AND u.id <> ").int(user).finish(&[Kind::Int]);
    is_positive(tx.fetch(statement).await?)
}

/// Whether `user` is an active administrator. Only certain under [`lock`].
async fn is_one(tx: &mut Tx, user: i64) -> Result<bool, SecurityError> {
    let statement = active(&mut tx.writer()).push(" AND u.id = ").int(user).finish(&[Kind::Int]);
    is_positive(tx.fetch(statement).await?)
}

/// Refuses, under [`lock`], what would take the last active administrator away.
pub(crate) async fn require_another(tx: &mut Tx, user: i64) -> Result<(), SecurityError> {
    if is_one(tx, user).await? && !anybody_but(tx, user).await? {
        return Err(SecurityError::LastAdministrator);
    }
    Ok(())
}

/// Counts the active administrators; more conditions may follow.
fn active(writer: &mut SqlWriter) -> &mut SqlWriter {
    writer
        .push(
            "SELECT COUNT(*) FROM fab_users u JOIN fab_user_roles m ON m.user_id = u.id \
             JOIN fab_roles r ON r.id = m.role_id WHERE r.name = ",
        )
        .text(ADMIN)
        .push(" AND u.active = ")
        .bool(true)
}

/// Whether the count in the result is more than nothing.
pub(crate) fn is_positive(rows: Vec<Vec<Value>>) -> Result<bool, SecurityError> {
    let mut row = rows.into_iter().next().unwrap_or_default();
    Ok(i64::load(&mut Values::new(&mut row))? > 0)
}
