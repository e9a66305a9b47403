//! Who holds which role, and what does each allow?

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::db::{ConstraintKind, DbError, SqlWriter, Statement, Tx};
use crate::models::{
    ActorId, Condition, FieldType, Kind, OrderBy, Permission, Scope, Value, Values,
};
use crate::models::{Choice, LoadError, Model};
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::grants::Grants;
use crate::security::lowering::require_as_strict;
use crate::security::mfa::MfaLevel;
use crate::security::people::{Role, User};
use crate::security::role_spec::{ADMIN, CodeRoles};
use crate::security::session::HeldRole;
use crate::security::session_end::renew_sessions;

/// What a role allows, by who says so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RoleGrants {
    /// Fixed by the program.
    pub fixed: Grants,
    /// Granted in the database.
    pub granted: Grants,
}

impl RoleGrants {
    /// Both together.
    pub fn all(&self) -> Grants {
        self.fixed.iter().chain(self.granted.iter()).cloned().collect()
    }
}

impl Security {
    /// All roles, by name.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn roles(&self) -> Result<Vec<Role>, SecurityError> {
        let order = [OrderBy { column: "name", descending: false }];
        let rows = self
            .store()
            .find(Role::meta(), &Scope::system(), &Condition::Everything, &order, u32::MAX)
            .await?;
        rows.into_iter().map(|row| Ok(Role::from_record(row)?)).collect()
    }

    /// The roles that a user holds, by name, with what each allows.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn roles_of(&self, user: ActorId) -> Result<Vec<HeldRole>, SecurityError> {
        let rows = self.db().fetch(roles_of_user(self.db().writer(), user.0)).await?;
        Ok(held_roles(rows, self.code_roles())?)
    }

    /// Gives a user exactly these roles.
    ///
    /// # Errors
    ///
    /// [`SecurityError::LastAdministrator`] when nobody would be left,
    /// [`SecurityError::Escalation`] when a role that is given or taken allows more than `by` may do, or asks for a
    /// second factor of a user who may do more,
    /// [`SecurityError::Lowering`] when less would be asked of the user at the sign-in and `by` may not edit roles,
    /// [`SecurityError::NotFound`] for a user or role that does not exist.
    pub async fn set_roles(
        &self,
        user: ActorId,
        roles: &[i64],
        by: By<'_>,
    ) -> Result<(), SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user.0).await?;
        let wanted: BTreeSet<i64> = roles.iter().copied().collect();
        let held: BTreeSet<i64> =
            self.held(&mut tx, user.0).await?.into_iter().map(|role| role.id).collect();
        let mut notes = Vec::new();
        for role in wanted.symmetric_difference(&held) {
            let (name, grants) = self.role_in(&mut tx, *role).await?;
            authority.require(&mut tx, self.code_roles(), &grants.all()).await?;
            if name == ADMIN && held.contains(role) {
                administrators::require_another(&mut tx, user.0).await?;
            }
            let event =
                if held.contains(role) { AuditEvent::RoleRevoked } else { AuditEvent::RoleGranted };
            let note = AuditNote::new(event).by(by).subject(User::NAME, user);
            notes.push(note.fact("role", name));
        }
        let who = (self.code_roles(), authority);
        require_as_strict(&mut tx, who, user.0, &held, &wanted).await?;
        for role in held.difference(&wanted) {
            take_role(&mut tx, user.0, *role).await?;
        }
        for role in wanted.difference(&held) {
            give_role(&mut tx, user.0, *role, self.now()).await?;
        }
        if !notes.is_empty() {
            renew_sessions(&mut tx, user.0).await?;
        }
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user = user.0, roles = ?wanted, "roles were set");
        Ok(())
    }

    /// What a role allows.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`] for a role that does not exist.
    pub async fn grants_of(&self, role: i64) -> Result<RoleGrants, SecurityError> {
        let rows = self.db().fetch(grants_of_role(self.db().writer(), role)).await?;
        Ok(role_grants(rows, self.code_roles())?.ok_or(NO_ROLE)?.1)
    }

    /// Lets a role allow exactly these permissions, besides what the program fixes.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when a permission that is given or taken is not held by `by`,
    /// [`SecurityError::FixedRole`] for `Admin`,
    /// [`SecurityError::NotFound`] for a role that does not exist.
    pub async fn set_grants(
        &self,
        role: i64,
        permissions: &[Permission],
        by: By<'_>,
    ) -> Result<(), SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        let (name, grants) = self.role_in(&mut tx, role).await?;
        if name == ADMIN {
            return Err(SecurityError::FixedRole { role: name });
        }
        let wanted: Grants =
            permissions.iter().filter(|one| !grants.fixed.allows(one)).cloned().collect();
        let changed = wanted.difference(&grants.granted);
        authority.require(&mut tx, self.code_roles(), &changed).await?;
        replace_grants(&mut tx, role, &changed, &wanted).await?;
        let notes = notes_of_grants(by, role, &name, &changed, &wanted);
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", role, "permissions were set");
        Ok(())
    }

    pub(crate) async fn ensure_role(
        &self,
        name: &str,
        description: &str,
    ) -> Result<(), SecurityError> {
        let known = self
            .db()
            .writer()
            .push("SELECT id FROM fab_roles WHERE name = ")
            .text(name)
            .finish(&[Kind::Int]);
        if !self.db().fetch(known).await?.is_empty() {
            return Ok(());
        }
        let insert = insert_role(self.db().writer(), name, description);
        match self.db().execute(insert).await {
            Err(error) if is_taken(&error) => Ok(()),
            other => Ok(other.map(drop)?),
        }
    }

    pub(crate) async fn held(
        &self,
        tx: &mut Tx,
        user: i64,
    ) -> Result<Vec<HeldRole>, SecurityError> {
        held_in(tx, self.code_roles(), user).await
    }

    async fn role_in(&self, tx: &mut Tx, role: i64) -> Result<(String, RoleGrants), SecurityError> {
        role_in(tx, self.code_roles(), role).await
    }
}

/// What [`HeldRoles::add`] takes, between other columns.
pub(crate) const READ_ROLES: &str = ", r.id, r.name, g.permission, ";
pub(crate) const READ_ROLES_KINDS: [Kind; 3] = [Kind::Int, Kind::Text, Kind::Text];

/// The days of grace of a role of which nobody said how many.
pub(crate) const GRACE_DAYS: u16 = 14;

const NO_ROLE: SecurityError = SecurityError::NotFound { what: "role" };

/// Whether another row has the value already: two requests made the same row.
pub(crate) fn is_taken(error: &DbError) -> bool {
    error.constraint().is_some_and(|constraint| constraint.kind == ConstraintKind::Unique)
}

/// Name and grants of a role, as they stand inside the transaction.
pub(crate) async fn role_in(
    tx: &mut Tx,
    code: &CodeRoles,
    role: i64,
) -> Result<(String, RoleGrants), SecurityError> {
    let statement = grants_of_role(tx.writer(), role);
    role_grants(tx.fetch(statement).await?, code)?.ok_or(NO_ROLE)
}

/// The role of that name.
pub(crate) async fn role_named(tx: &mut Tx, name: &str) -> Result<i64, SecurityError> {
    let statement =
        tx.writer().push("SELECT id FROM fab_roles WHERE name = ").text(name).finish(&[Kind::Int]);
    let mut row = tx.fetch(statement).await?.into_iter().next().ok_or(NO_ROLE)?;
    Ok(i64::load(&mut Values::new(&mut row))?)
}

/// Everything that a user may do, as it stands inside the transaction.
pub(crate) async fn grants_of_user(
    tx: &mut Tx,
    code: &CodeRoles,
    user: i64,
) -> Result<Grants, SecurityError> {
    let held = held_in(tx, code, user).await?;
    Ok(held.iter().flat_map(|role| role.grants.iter().cloned()).collect())
}

pub(crate) async fn held_in(
    tx: &mut Tx,
    code: &CodeRoles,
    user: i64,
) -> Result<Vec<HeldRole>, SecurityError> {
    let statement = roles_of_user(tx.writer(), user);
    Ok(held_roles(tx.fetch(statement).await?, code)?)
}

pub(crate) async fn give_role(
    tx: &mut Tx,
    user: i64,
    role: i64,
    since: DateTime<Utc>,
) -> Result<(), DbError> {
    let statement = tx
        .writer()
        .push("INSERT INTO fab_user_roles (user_id, role_id, since) VALUES (")
        .int(user)
        .push(", ")
        .int(role)
        .push(", ")
        .time(since)
        .push(")")
        .finish(&[]);
    tx.execute(statement).await.map(drop)
}

pub(crate) async fn take_role(tx: &mut Tx, user: i64, role: i64) -> Result<(), DbError> {
    let statement = tx
        .writer()
        .push("DELETE FROM fab_user_roles WHERE user_id = ")
        .int(user)
        .push(" AND role_id = ")
        .int(role)
        .finish(&[]);
    tx.execute(statement).await.map(drop)
}

pub(crate) fn insert_role(mut writer: SqlWriter, name: &str, description: &str) -> Statement {
    writer
        .push("INSERT INTO fab_roles (name, description, mfa, mfa_grace_days) VALUES (")
        .text(name)
        .push(", ")
        .text(description)
        .push(", ")
        .text(MfaLevel::default().as_str())
        .push(", ")
        .int(GRACE_DAYS.into())
        .push(")")
        .finish(&[])
}

/// What is written down of a role whose permissions change: one note for what is given, one for what is taken.
pub(crate) fn notes_of_grants(
    by: By<'_>,
    role: i64,
    name: &str,
    changed: &Grants,
    wanted: &Grants,
) -> Vec<AuditNote> {
    let given = |permission: &&Permission| wanted.iter().any(|one| one == *permission);
    let (given, taken): (Vec<_>, Vec<_>) = changed.iter().partition(given);
    let note = |event, permissions: Vec<&Permission>| {
        let texts: Vec<String> = permissions.iter().map(ToString::to_string).collect();
        let note = AuditNote::new(event).by(by).subject(Role::NAME, role).fact("role", name);
        (!texts.is_empty()).then(|| note.fact("count", texts.len()).fact("permissions", texts))
    };
    let notes =
        [note(AuditEvent::PermissionGranted, given), note(AuditEvent::PermissionRevoked, taken)];
    notes.into_iter().flatten().collect()
}

/// Writes what `changed` says: in `wanted` is given, the rest is taken.
pub(crate) async fn replace_grants(
    tx: &mut Tx,
    role: i64,
    changed: &Grants,
    wanted: &Grants,
) -> Result<(), DbError> {
    for permission in changed.iter() {
        let mut writer = tx.writer();
        let text = permission.to_string();
        let statement = if wanted.iter().any(|one| one == permission) {
            writer
                .push("INSERT INTO fab_grants (role_id, permission) VALUES (")
                .int(role)
                .push(", ")
                .text(&text)
                .push(")")
                .finish(&[])
        } else {
            writer
                .push("DELETE FROM fab_grants WHERE role_id = ")
                .int(role)
                .push(" AND permission = ")
                .text(&text)
                .finish(&[])
        };
        tx.execute(statement).await?;
    }
    Ok(())
}

fn roles_of_user(mut writer: SqlWriter, user: i64) -> Statement {
    writer
        .push(
            "SELECT r.id, r.name, g.permission FROM fab_user_roles m \
             JOIN fab_roles r ON r.id = m.role_id \
             LEFT JOIN fab_grants g ON g.role_id = r.id WHERE m.user_id = ",
        )
        .int(user)
        .finish(&[Kind::Int, Kind::Text, Kind::Text])
}

fn grants_of_role(mut writer: SqlWriter, role: i64) -> Statement {
    writer
        .push(
            "SELECT r.name, g.permission FROM fab_roles r \
             LEFT JOIN fab_grants g ON g.role_id = r.id WHERE r.id = ",
        )
        .int(role)
        .finish(&[Kind::Text, Kind::Text])
}

fn role_grants(
    rows: Vec<Vec<Value>>,
    code: &CodeRoles,
) -> Result<Option<(String, RoleGrants)>, LoadError> {
    let mut found: Option<(String, RoleGrants)> = None;
    for mut row in rows {
        let mut values = Values::new(&mut row);
        let name = String::load(&mut values)?;
        let permission = Option::<String>::load(&mut values)?;
        let (_, grants) = found.get_or_insert_with(|| {
            let fixed = code.grants(&name);
            (name, RoleGrants { fixed, granted: Grants::none() })
        });
        grants.granted.extend(permission.as_deref().and_then(Permission::parse));
    }
    Ok(found)
}

/// The roles in rows of role id, role name and permission, where the last may be NULL.
pub(crate) fn held_roles(
    rows: Vec<Vec<Value>>,
    code: &CodeRoles,
) -> Result<Vec<HeldRole>, LoadError> {
    let mut roles = HeldRoles::default();
    for mut row in rows {
        roles.add(&mut Values::new(&mut row), code)?;
    }
    Ok(roles.finish())
}

/// Roles that are gathered from rows.
#[derive(Default)]
pub(crate) struct HeldRoles(BTreeMap<String, HeldRole>);

impl HeldRoles {
    /// Takes role id, role name and permission; the first is NULL where no role is held.
    pub(crate) fn add(
        &mut self,
        values: &mut Values<'_>,
        code: &CodeRoles,
    ) -> Result<(), LoadError> {
        let Some(id) = Option::<i64>::load(values)? else { return Ok(()) };
        let name = String::load(values)?;
        let permission = Option::<String>::load(values)?;
        let role = self.0.entry(name).or_insert_with_key(|name| HeldRole {
            id,
            name: name.clone(),
            grants: code.grants(name),
        });
        role.grants.extend(permission.as_deref().and_then(Permission::parse));
        Ok(())
    }

    /// The roles by name.
    pub(crate) fn finish(self) -> Vec<HeldRole> {
        self.0.into_values().collect()
    }
}
