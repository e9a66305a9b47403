//! Who may change what is asked of somebody at the sign-in?

use std::collections::BTreeSet;

use crate::db::Tx;
use crate::models::{FieldType as _, Kind, Model as _, Permission, Values, Verb};
use crate::security::authority::Authority;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::mfa::MfaLevel;
use crate::security::people::Role;
use crate::security::role_spec::CodeRoles;
use crate::security::roles;

/// Refuses to give or take a role that asks for a second factor where the user may do more than who does it, and a change
/// after which one is asked for less strictly, except by those who could change what roles ask for. Whoever is left with
/// no role has nothing to guard.
pub(crate) async fn require_as_strict(
    tx: &mut Tx,
    (code, authority): (&CodeRoles, Authority),
    user: i64,
    held: &BTreeSet<i64>,
    after: &BTreeSet<i64>,
) -> Result<(), SecurityError> {
    let Authority::Person(person) = authority else { return Ok(()) };
    let changed = held.symmetric_difference(after).copied().collect();
    if strictest(tx, &changed).await? < MfaLevel::Required {
        return Ok(());
    }
    authority.require_over(tx, code, user).await?;
    if after.is_empty() || strictest(tx, after).await? >= strictest(tx, held).await? {
        return Ok(());
    }
    let edits_roles = Permission::of(Role::NAME, Verb::Edit);
    if roles::grants_of_user(tx, code, person).await?.allows(&edits_roles) {
        return Ok(());
    }
    Err(SecurityError::Lowering)
}

/// The strictest that these roles ask for.
async fn strictest(tx: &mut Tx, of: &BTreeSet<i64>) -> Result<MfaLevel, SecurityError> {
    let mut strictest = None;
    for role in of {
        let statement = tx
            .writer()
            .push("SELECT mfa FROM fab_roles WHERE id = ")
            .int(*role)
            .finish(&[Kind::Text]);
        for mut row in tx.fetch(statement).await? {
            strictest = strictest.max(Some(MfaLevel::load(&mut Values::new(&mut row))?));
        }
    }
    Ok(strictest.unwrap_or_default())
}
