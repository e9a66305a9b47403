//! Who is left to administer? The answer holds until the transaction ends.

use crate::db::{DbError, Tx};
use crate::models::{FieldType, Kind, Values};
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

/// Whether anybody but `user` is an active administrator. Only certain under [`lock`].
pub(crate) async fn anybody_but(tx: &mut Tx, user: i64) -> Result<bool, SecurityError> {
    let statement = tx
        .writer()
        .push(COUNT)
        .text(ADMIN)
        .push(" AND u.active = ")
        .bool(true)
        .push(" AND u.id <> ")
        .int(user)
        .finish(&[Kind::Int]);
    is_positive(tx.fetch(statement).await?)
}

/// Whether `user` is an active administrator. Only certain under [`lock`].
pub(crate) async fn is_one(tx: &mut Tx, user: i64) -> Result<bool, SecurityError> {
    let statement = tx
        .writer()
        .push(COUNT)
        .text(ADMIN)
        .push(" AND u.active = ")
        .bool(true)
        .push(" AND u.id = ")
        .int(user)
        .finish(&[Kind::Int]);
    is_positive(tx.fetch(statement).await?)
}

/// Refuses, under [`lock`], what would take the last active administrator away.
pub(crate) async fn require_another(tx: &mut Tx, user: i64) -> Result<(), SecurityError> {
    if is_one(tx, user).await? && !anybody_but(tx, user).await? {
        return Err(SecurityError::LastAdministrator);
    }
    Ok(())
}

/// No row of a user has this key.
pub(crate) const NOBODY: i64 = 0;

const COUNT: &str = "SELECT COUNT(*) FROM fab_users u JOIN fab_user_roles m ON m.user_id = u.id \
    JOIN fab_roles r ON r.id = m.role_id WHERE r.name = ";

fn is_positive(rows: Vec<Vec<crate::models::Value>>) -> Result<bool, SecurityError> {
    let mut row = rows.into_iter().next().unwrap_or_default();
    Ok(i64::load(&mut Values::new(&mut row))? > 0)
}
