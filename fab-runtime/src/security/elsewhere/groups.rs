//! Which roles come with the groups of a provider? Those that the settings name, and no other.

use std::collections::BTreeSet;

use crate::db::Tx;
use crate::models::{FieldType, Kind, Model, Values};
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::binds::Binds;
use crate::security::elsewhere::provider::Provider;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::people::User;
use crate::security::role_spec::ADMIN;
use crate::security::roles::{give_role, take_role};
use crate::security::session_end::renew_sessions;
use crate::services::identity::Person;

impl Security {
    /// Gives and takes the roles that the settings name, as the groups of `person` say. Roles that they do not name stay
    /// as they are, and the last administrator stays one.
    pub(super) async fn follow_groups(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        person: &Person,
        user: i64,
    ) -> Result<Vec<AuditNote>, SecurityError> {
        let named: BTreeSet<&str> = provider.roles.values().map(String::as_str).collect();
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let groups = person.groups.iter().filter_map(|group| provider.roles.get(group));
        let wanted: BTreeSet<&str> = groups.map(String::as_str).collect();
        let held: BTreeSet<String> =
            self.held(tx, user).await?.into_iter().map(|role| role.name).collect();
        let mut notes = Vec::new();
        for name in named {
            let (wants, holds) = (wanted.contains(name), held.contains(name));
            if wants == holds {
                continue;
            }
            let Some(role) = role_id(tx, name).await? else {
                tracing::warn!(
                    role = name,
                    provider = provider.name,
                    "there is no role of that name"
                );
                continue;
            };
            if wants {
                give_role(tx, user, role, self.now()).await?;
            } else if name == ADMIN && is_last(tx, user).await? {
                tracing::warn!(
                    user,
                    "the last administrator keeps the role that their groups do not give"
                );
                continue;
            } else {
                take_role(tx, user, role).await?;
            }
            let event = if wants { AuditEvent::RoleGranted } else { AuditEvent::RoleRevoked };
            let note = AuditNote::new(event).subject(User::NAME, user).fact("role", name);
            notes.push(note.fact("provider", provider.name.as_str()));
        }
        if !notes.is_empty() {
            renew_sessions(tx, user).await?;
        }
        Ok(notes)
    }
}

async fn role_id(tx: &mut Tx, name: &str) -> Result<Option<i64>, SecurityError> {
    let statement =
        tx.writer().push("SELECT id FROM fab_roles WHERE name = ").text(name).finish(&[Kind::Int]);
    let Some(mut row) = tx.fetch(statement).await?.into_iter().next() else { return Ok(None) };
    Ok(Some(i64::load(&mut Values::new(&mut row))?))
}

async fn is_last(tx: &mut Tx, user: i64) -> Result<bool, SecurityError> {
    match administrators::require_another(tx, user).await {
        Ok(()) => Ok(false),
        Err(SecurityError::LastAdministrator) => Ok(true),
        Err(error) => Err(error),
    }
}
