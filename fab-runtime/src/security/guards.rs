//! What do the pages for users and roles have to respect? The same as the functions of this module.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::db::{DbError, Guard, Store, StoreError, Tx};
use crate::models::{
    Event, EventKind, Model, ModelMeta, Permission, Record, Violation, Violations,
};
use crate::security::administrators;
use crate::security::audit::{AuditEntry, AuditEvent, AuditNote, Auditor};
use crate::security::authority::Authority;
use crate::security::binds::Binds;
use crate::security::email_change::{address_changed, one_mailbox};
use crate::security::error::SecurityError;
use crate::security::grants::Grants;
use crate::security::hooks::{Accounts, FixedRoles, Memberships};
use crate::security::lowering::require_as_strict;
use crate::security::mfa::mail_to;
use crate::security::people::{Grant, Role, User, UserRole};
use crate::security::post::Office;
use crate::security::role_spec::{ADMIN, CodeRoles};
use crate::security::roles::{held_in, role_in};
use crate::security::session_end::renew_sessions;

/// The same store, with users and roles under guard.
pub(crate) fn guard(store: Store, roles: &CodeRoles, auditor: &Auditor, office: &Office) -> Store {
    let guards = |subject| {
        Arc::new(Guarded {
            subject,
            roles: roles.clone(),
            auditor: auditor.clone(),
            office: office.clone(),
        })
    };
    store
        .with_hook(User::NAME, Arc::new(Accounts))
        .with_hook(Role::NAME, Arc::new(FixedRoles::new(roles)))
        .with_hook(UserRole::NAME, Arc::new(Memberships))
        .with_guard(User::NAME, guards(Subject::User))
        .with_guard(Role::NAME, guards(Subject::Role))
        .with_guard(UserRole::NAME, guards(Subject::UserRole))
        .with_guard(Grant::NAME, guards(Subject::Grant))
        .with_guard(AuditEntry::NAME, guards(Subject::Audit))
}

/// Looks after the rows of one model.
#[derive(Debug)]
struct Guarded {
    subject: Subject,
    roles: CodeRoles,
    auditor: Auditor,
    office: Office,
}

#[derive(Debug, Clone, Copy)]
enum Subject {
    User,
    Role,
    UserRole,
    Grant,
    Audit,
}

impl Guard for Guarded {
    fn lock<'a>(&'a self, tx: &'a mut Tx) -> BoxFuture<'a, Result<(), DbError>> {
        Box::pin(administrators::lock(tx))
    }

    fn check<'a>(
        &'a self,
        tx: &'a mut Tx,
        event: &'a Event<'a>,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let judged = match self.subject {
                Subject::User => self.user(tx, event).await,
                Subject::Role => self.role(tx, event).await,
                Subject::UserRole => self.membership(tx, event).await,
                Subject::Grant => self.grant(tx, event).await,
                Subject::Audit => Err(SecurityError::AppendOnly),
            };
            judged.map_err(refused)
        })
    }

    fn written<'a>(
        &'a self,
        tx: &'a mut Tx,
        event: &'a Event<'a>,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let renewed = match self.subject {
                Subject::UserRole => [event.old, event.new],
                _ => [None, None],
            };
            for record in renewed.into_iter().flatten() {
                renew_sessions(tx, int(record, "user_id")).await?;
            }
            self.address_changed(tx, event).await.map_err(refused)?;
            let notes = notes(event);
            self.auditor.record(tx, &notes).await.map_err(refused)
        })
    }
}

impl Guarded {
    /// What follows when somebody who edits users gives one another address.
    async fn address_changed(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), SecurityError> {
        let (Subject::User, Some(old), Some(new)) = (self.subject, event.old, event.new) else {
            return Ok(());
        };
        let address = |record: &Record| record.get("email").as_text().map(str::to_owned);
        if address(old) == address(new) {
            return Ok(());
        }
        let name = old.get("display_name").as_text().unwrap_or_default();
        address_changed(&self.office, tx, int(old, "id"), address(old).as_deref(), name).await
    }

    async fn user(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), SecurityError> {
        let authority = Authority::of(event.actor);
        let Some(old) = event.old else {
            return authority.require(tx, &self.roles, &Grants::none()).await;
        };
        let user = int(old, "id");
        authority.require_over(tx, &self.roles, user).await?;
        if let Some(address) = event.new.and_then(|new| new.get("email").as_text())
            && old.get("email").as_text() != Some(address)
            && !mail_to(&self.office, tx, user, Some(address)).await?.is_empty()
        {
            return Err(Violations::at("email", one_mailbox()).into());
        }
        let stays = event.new.is_some_and(|new| new.get("active").as_bool() == Some(true));
        if !stays {
            administrators::require_another(tx, user).await?;
        }
        if event.what == EventKind::Deleted {
            forget(
                tx,
                user,
                &[
                    "DELETE FROM fab_sessions WHERE user_id = ",
                    "DELETE FROM fab_one_time_links WHERE user_id = ",
                    "DELETE FROM fab_invitations WHERE user_id = ",
                    "DELETE FROM fab_api_tokens WHERE user_id = ",
                    "DELETE FROM fab_factors WHERE user_id = ",
                    "DELETE FROM fab_backup_codes WHERE user_id = ",
                    "DELETE FROM fab_challenges WHERE user_id = ",
                    "DELETE FROM fab_trusted_devices WHERE user_id = ",
                    "DELETE FROM fab_credentials WHERE user_id = ",
                    "DELETE FROM fab_identities WHERE user_id = ",
                    "DELETE FROM fab_user_roles WHERE user_id = ",
                    "DELETE FROM fab_outbox WHERE user_id = ",
                ],
            )
            .await?;
        }
        Ok(())
    }

    async fn role(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), SecurityError> {
        let authority = Authority::of(event.actor);
        let Some(old) = event.old else {
            return authority.require(tx, &self.roles, &Grants::none()).await;
        };
        let role = int(old, "id");
        let (_, grants) = role_in(tx, &self.roles, role).await?;
        authority.require(tx, &self.roles, &grants.all()).await?;
        if event.what == EventKind::Deleted {
            forget(
                tx,
                role,
                &[
                    "DELETE FROM fab_grants WHERE role_id = ",
                    "DELETE FROM fab_user_roles WHERE role_id = ",
                ],
            )
            .await?;
        }
        Ok(())
    }

    async fn membership(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), SecurityError> {
        for (record, taken) in [(event.old, true), (event.new, false)] {
            let Some(record) = record else { continue };
            let (name, grants) = role_in(tx, &self.roles, int(record, "role_id")).await?;
            Authority::of(event.actor).require(tx, &self.roles, &grants.all()).await?;
            if taken && name == ADMIN {
                administrators::require_another(tx, int(record, "user_id")).await?;
            }
        }
        self.stays_as_strict(tx, event).await
    }

    async fn stays_as_strict(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), SecurityError> {
        let who = (&self.roles, Authority::of(event.actor));
        let mut users = BTreeSet::new();
        users.extend([event.old, event.new].into_iter().flatten().map(|row| int(row, "user_id")));
        for user in users {
            let of = |row: &&Record| int(row, "user_id") == user;
            let held = held_in(tx, &self.roles, user).await?;
            let held: BTreeSet<i64> = held.into_iter().map(|role| role.id).collect();
            let mut after = held.clone();
            for row in event.old.iter().copied().filter(of) {
                after.remove(&int(row, "role_id"));
            }
            after.extend(event.new.iter().copied().filter(of).map(|row| int(row, "role_id")));
            require_as_strict(tx, who, user, &held, &after).await?;
        }
        Ok(())
    }

    async fn grant(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), SecurityError> {
        for record in [event.old, event.new].into_iter().flatten() {
            let (role, _) = role_in(tx, &self.roles, int(record, "role_id")).await?;
            if role == ADMIN {
                return Err(SecurityError::FixedRole { role });
            }
            let text = record.get("permission").as_text().unwrap_or_default();
            let Some(permission) = Permission::parse(text) else {
                let wrong = Violation::new("permission", "Write it as model.action");
                return Err(Violations::at("permission", wrong).into());
            };
            let wanted: Grants = [permission].into_iter().collect();
            Authority::of(event.actor).require(tx, &self.roles, &wanted).await?;
        }
        Ok(())
    }
}

/// What is written down of a change of a row: what happened to it, and the names of what changed.
fn notes(event: &Event<'_>) -> Vec<AuditNote> {
    let Some(record) = event.new.or(event.old) else { return Vec::new() };
    let model: &'static ModelMeta = record.model();
    let note = |kind: AuditEvent| {
        let note = AuditNote::new(kind).actor(event.actor).row(model.name, &record.key());
        event.origin.into_iter().fold(note, AuditNote::origin)
    };
    let text = |column: &str| record.get(column).as_text().unwrap_or_default().to_owned();
    let kinds = match model.name {
        User::NAME => (AuditEvent::UserAdded, AuditEvent::UserChanged, AuditEvent::UserDeleted),
        Role::NAME => (AuditEvent::RoleAdded, AuditEvent::RoleChanged, AuditEvent::RoleDeleted),
        UserRole::NAME => {
            let note = |kind, record: &Record| {
                let note = note(kind).subject(User::NAME, int(record, "user_id"));
                note.fact("role_id", int(record, "role_id"))
            };
            let taken = event.old.map(|old| note(AuditEvent::RoleRevoked, old));
            let given = event.new.map(|new| note(AuditEvent::RoleGranted, new));
            return taken.into_iter().chain(given).collect();
        }
        _ => {
            let note = |kind, record: &Record| {
                let note = note(kind).subject(Role::NAME, int(record, "role_id"));
                note.fact("permissions", record.get("permission").as_text().unwrap_or_default())
            };
            let taken = event.old.map(|old| note(AuditEvent::PermissionRevoked, old));
            let given = event.new.map(|new| note(AuditEvent::PermissionGranted, new));
            return taken.into_iter().chain(given).collect();
        }
    };
    let named = match model.name {
        User::NAME => ("username", text("username")),
        _ => ("role", text("name")),
    };
    match (event.old, event.new) {
        (Some(old), Some(new)) => {
            let all = model.columns().all().iter();
            let changed: Vec<&str> = all
                .filter(|column| old.at(column.index) != new.at(column.index))
                .map(|column| column.name)
                .collect();
            let active = |record: &Record| record.get("active").as_bool();
            let kind = match (active(old), active(new)) {
                (Some(true), Some(false)) => AuditEvent::UserDeactivated,
                (Some(false), Some(true)) => AuditEvent::UserActivated,
                _ => kinds.1,
            };
            vec![note(kind).fact(named.0, named.1).fact("changed", changed)]
        }
        (None, _) => vec![note(kinds.0).fact(named.0, named.1)],
        (_, None) => vec![note(kinds.2).fact(named.0, named.1)],
    }
}

/// Deletes what belongs to a user or a role that goes.
async fn forget(tx: &mut Tx, id: i64, pieces: &[&'static str]) -> Result<(), DbError> {
    for piece in pieces {
        let statement = tx.writer().push(piece).int(id).finish(&[]);
        tx.execute(statement).await?;
    }
    Ok(())
}

fn int(record: &Record, column: &str) -> i64 {
    record.get(column).as_int().unwrap_or_default()
}

/// What a page shows of a refusal.
pub(super) fn refused(error: SecurityError) -> StoreError {
    let code = match &error {
        SecurityError::LastAdministrator => "last_administrator",
        SecurityError::Escalation => "escalation",
        SecurityError::Lowering => "lowering",
        SecurityError::FixedRole { .. } => "fixed",
        SecurityError::AppendOnly => "append_only",
        _ => {
            return match error {
                SecurityError::Invalid(violations) => StoreError::Invalid(violations),
                SecurityError::Database(error) => StoreError::Database(error),
                SecurityError::Load(error) => StoreError::Load(error),
                SecurityError::Store(error) => error,
                _ => StoreError::NotFound,
            };
        }
    };
    StoreError::Invalid(Violations::of_row(Violation::new(code, sentence(&error.to_string()))))
}

/// The message of an error as a sentence on a page.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
