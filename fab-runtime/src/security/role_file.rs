//! How do roles travel between databases? As JSON, compared before it is applied.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use crate::db::{SqlWriter, Statement};
use crate::models::{Choice, FieldType, Kind, LoadError, Model, Permission, Value, Values};
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::grants::Grants;
use crate::security::hooks::asked_since;
use crate::security::mfa::MfaLevel;
use crate::security::people::Role;
use crate::security::role_spec::ADMIN;
use crate::security::roles::{GRACE_DAYS, insert_role, notes_of_grants, replace_grants, role_in};

/// Why a file is no list of roles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RoleFileError {
    /// It is not of the form that the export has.
    #[error("{place} must be {wanted}")]
    Form {
        /// Where in the file.
        place: String,
        /// What should stand there.
        wanted: &'static str,
    },
    /// A role stands there twice.
    #[error("the role {role} stands there twice")]
    Twice {
        /// Its name.
        role: String,
    },
}

/// One difference between a file and the database, as it would be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RoleChange {
    /// The role is only in the file.
    Create {
        /// Its name.
        role: String,
    },
    /// The role has another description.
    Describe {
        /// Its name.
        role: String,
        /// The description in the file.
        description: String,
    },
    /// The role asks for another second factor; see [`Role::mfa`].
    Ask {
        /// Its name.
        role: String,
        /// What the file says.
        mfa: MfaLevel,
    },
    /// The role leaves another number of days to set one up; see [`Role::mfa_grace_days`].
    Grace {
        /// Its name.
        role: String,
        /// What the file says.
        days: u16,
    },
    /// The permission is only in the file.
    Grant {
        /// The name of the role.
        role: String,
        /// The permission.
        permission: Permission,
    },
    /// The permission is only in the database.
    Revoke {
        /// The name of the role.
        role: String,
        /// The permission.
        permission: Permission,
    },
    /// The role is only in the database; it is left alone.
    Keep {
        /// Its name.
        role: String,
    },
}

impl fmt::Display for RoleChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create { role } => write!(f, "+ {role}"),
            Self::Describe { role, description } => write!(f, "~ {role}: {description}"),
            Self::Ask { role, mfa } => write!(f, "~ {role} second factor: {}", mfa.as_str()),
            Self::Grace { role, days } => write!(f, "~ {role} days to set it up: {days}"),
            Self::Grant { role, permission } => write!(f, "+ {role} {permission}"),
            Self::Revoke { role, permission } => write!(f, "- {role} {permission}"),
            Self::Keep { role } => write!(f, "= {role} (only in the database)"),
        }
    }
}

/// A role as a file knows it, or as the database does; the latter has a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry {
    id: Option<i64>,
    description: String,
    /// What the role asks for; a file may leave it as it is.
    mfa: Option<MfaLevel>,
    grace_days: Option<u16>,
    since: Option<DateTime<Utc>>,
    grants: Grants,
}

impl Entry {
    /// The names of what the file changes besides permissions.
    fn changed(&self, old: &Self) -> Vec<&'static str> {
        [
            ("description", self.description != old.description),
            ("mfa", self.asks_other(old)),
            ("mfa_grace_days", self.graces_other(old)),
        ]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
    }

    fn asks_other(&self, old: &Self) -> bool {
        self.mfa.is_some() && self.mfa != old.mfa
    }

    fn graces_other(&self, old: &Self) -> bool {
        self.grace_days.is_some() && self.grace_days != old.grace_days
    }
}

/// What [`MfaLevel`] is called in files.
const LEVELS: &str = "off, optional, required or phishing_resistant";

/// As many days as the form of a role takes.
const MOST_GRACE_DAYS: u16 = 90;

type Entries = BTreeMap<String, Entry>;

impl Security {
    /// All roles with what they ask for and what the database grants them. What the program grants is not part of it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn export_roles(&self) -> Result<Json, SecurityError> {
        let rows = self.db().fetch(all_roles(self.db().writer())).await?;
        let roles: Vec<Json> = read_rows(rows)?
            .into_iter()
            .map(|(name, entry)| {
                let grants: Vec<String> = entry.grants.iter().map(ToString::to_string).collect();
                json!({
                    "name": name,
                    "description": entry.description,
                    "mfa": entry.mfa.unwrap_or_default().as_str(),
                    "mfa_grace_days": entry.grace_days.unwrap_or(GRACE_DAYS),
                    "grants": grants,
                })
            })
            .collect();
        Ok(json!({ "roles": roles }))
    }

    /// What [`Security::import_roles`] would change.
    ///
    /// # Errors
    ///
    /// [`SecurityError::RoleFile`] for what is no list of roles.
    pub async fn diff_roles(&self, file: &Json) -> Result<Vec<RoleChange>, SecurityError> {
        let wanted = read_file(file)?;
        let rows = self.db().fetch(all_roles(self.db().writer())).await?;
        Ok(diff(&wanted, &read_rows(rows)?))
    }

    /// Makes the roles of the database those of the file; roles that are not in it are left alone. What was
    /// changed.
    ///
    /// # Errors
    ///
    /// [`SecurityError::RoleFile`] for what is no list of roles, [`SecurityError::Escalation`] when a permission
    /// that is given or taken is not held by `by`, or one of a role whose second factor changes; then nothing was
    /// changed.
    pub async fn import_roles(
        &self,
        file: &Json,
        by: By<'_>,
    ) -> Result<Vec<RoleChange>, SecurityError> {
        let wanted = read_file(file)?;
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        let statement = all_roles(tx.writer());
        let found = read_rows(tx.fetch(statement).await?)?;
        let changes = diff(&wanted, &found);
        for (name, entry) in &wanted {
            if !found.contains_key(name) {
                let statement = insert_role(tx.writer(), name, &entry.description);
                tx.execute(statement).await?;
            }
        }
        let known = found;
        let statement = all_roles(tx.writer());
        let found = read_rows(tx.fetch(statement).await?)?;
        let mut notes = Vec::new();
        for (name, entry) in &wanted {
            let Some(old) = found.get(name) else { continue };
            let Entry { id: Some(id), grants, .. } = old else { continue };
            let named = entry.changed(old);
            let note = |event| AuditNote::new(event).by(by).subject(Role::NAME, id);
            let note = |event| note(event).fact("role", name.as_str());
            match known.get(name) {
                None => notes.push(note(AuditEvent::RoleAdded)),
                Some(_) if named.is_empty() => {}
                Some(_) => notes.push(note(AuditEvent::RoleChanged).fact("changed", named)),
            }
            if known.contains_key(name) && (entry.asks_other(old) || entry.graces_other(old)) {
                // As in the form of the role: only who may do all that it allows.
                let (_, all) = role_in(&mut tx, self.code_roles(), *id).await?;
                authority.require(&mut tx, self.code_roles(), &all.all()).await?;
            }
            let differing = entry.grants.difference(grants);
            authority.require(&mut tx, self.code_roles(), &differing).await?;
            replace_grants(&mut tx, *id, &differing, &entry.grants).await?;
            notes.extend(notes_of_grants(by, *id, name, &differing, &entry.grants));
            let statement = update_role(tx.writer(), *id, old, entry, self.now());
            tx.execute(statement).await?;
        }
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", changes = changes.len(), "roles were imported");
        Ok(changes)
    }
}

fn update_role(
    mut writer: SqlWriter,
    id: i64,
    old: &Entry,
    entry: &Entry,
    now: DateTime<Utc>,
) -> Statement {
    let mfa = entry.mfa.or(old.mfa).unwrap_or_default();
    let days = entry.grace_days.or(old.grace_days).unwrap_or(GRACE_DAYS);
    let since = asked_since(old.mfa, old.since, mfa, now);
    writer
        .push("UPDATE fab_roles SET description = ")
        .text(&entry.description)
        .push(", mfa = ")
        .text(mfa.as_str())
        .push(", mfa_grace_days = ")
        .int(days.into())
        .push(", mfa_since = ")
        .bind(Kind::Timestamp, since.into())
        .push(" WHERE id = ")
        .int(id)
        .finish(&[])
}

fn all_roles(mut writer: SqlWriter) -> Statement {
    writer
        .push(
            "SELECT r.id, r.name, r.description, r.mfa, r.mfa_grace_days, r.mfa_since, g.permission \
             FROM fab_roles r LEFT JOIN fab_grants g ON g.role_id = r.id",
        )
        .finish(&[
            Kind::Int,
            Kind::Text,
            Kind::Text,
            Kind::Text,
            Kind::Int,
            Kind::Timestamp,
            Kind::Text,
        ])
}

fn read_rows(rows: Vec<Vec<Value>>) -> Result<Entries, LoadError> {
    let mut entries = Entries::new();
    for mut row in rows {
        let mut values = Values::new(&mut row);
        let id = i64::load(&mut values)?;
        let name = String::load(&mut values)?;
        let description = String::load(&mut values)?;
        let mfa = MfaLevel::load(&mut values)?;
        let grace_days = u16::load(&mut values)?;
        let since = Option::load(&mut values)?;
        let permission = Option::<String>::load(&mut values)?;
        let entry = entries.entry(name).or_default();
        entry.id = Some(id);
        entry.description = description;
        entry.mfa = Some(mfa);
        entry.grace_days = Some(grace_days);
        entry.since = since;
        entry.grants.extend(permission.as_deref().and_then(Permission::parse));
    }
    Ok(entries)
}

fn read_file(file: &Json) -> Result<Entries, RoleFileError> {
    let roles = file
        .get("roles")
        .and_then(Json::as_array)
        .ok_or(RoleFileError::Form { place: "roles".to_owned(), wanted: "a list" })?;
    let mut entries = Entries::new();
    for (index, role) in roles.iter().enumerate() {
        let form = |part: &str, wanted| RoleFileError::Form {
            place: format!("roles[{index}].{part}"),
            wanted,
        };
        let name = role.get("name").and_then(Json::as_str).map(str::trim);
        let name = name.filter(|name| !name.is_empty() && name.chars().count() <= 120);
        let name = name.ok_or_else(|| form("name", "a text of 1 to 120 characters"))?;
        let description = match role.get("description") {
            None => "",
            Some(text) => text.as_str().ok_or_else(|| form("description", "a text"))?,
        };
        let grants = match role.get("grants") {
            None => Grants::none(),
            Some(list) => read_grants(list)
                .ok_or_else(|| form("grants", "a list of texts of the form `model.action`"))?,
        };
        if name == ADMIN && !grants.is_empty() {
            return Err(form("grants", "empty, because Admin may do everything"));
        }
        let mfa = match role.get("mfa") {
            None => None,
            Some(word) => {
                let level = word.as_str().and_then(MfaLevel::from_text);
                Some(level.ok_or_else(|| form("mfa", LEVELS))?)
            }
        };
        let grace_days = match role.get("mfa_grace_days") {
            None => None,
            Some(days) => {
                let days = days.as_u64().and_then(|days| u16::try_from(days).ok());
                let days = days.filter(|days| *days <= MOST_GRACE_DAYS);
                Some(days.ok_or_else(|| form("mfa_grace_days", "a number from 0 to 90"))?)
            }
        };
        let description = description.to_owned();
        let entry = Entry { description, mfa, grace_days, grants, ..Entry::default() };
        if entries.insert(name.to_owned(), entry).is_some() {
            return Err(RoleFileError::Twice { role: name.to_owned() });
        }
    }
    Ok(entries)
}

fn read_grants(list: &Json) -> Option<Grants> {
    list.as_array()?.iter().map(|text| Permission::parse(text.as_str()?)).collect()
}

fn diff(wanted: &Entries, found: &Entries) -> Vec<RoleChange> {
    let mut changes = Vec::new();
    // What a role is that is made.
    let nothing =
        Entry { mfa: Some(MfaLevel::default()), grace_days: Some(GRACE_DAYS), ..Entry::default() };
    for (name, entry) in wanted {
        let role = || name.clone();
        let old = found.get(name).unwrap_or(&nothing);
        if old.id.is_none() {
            changes.push(RoleChange::Create { role: role() });
        }
        if old.description != entry.description {
            let description = entry.description.clone();
            changes.push(RoleChange::Describe { role: role(), description });
        }
        if entry.asks_other(old)
            && let Some(mfa) = entry.mfa
        {
            changes.push(RoleChange::Ask { role: role(), mfa });
        }
        if entry.graces_other(old)
            && let Some(days) = entry.grace_days
        {
            changes.push(RoleChange::Grace { role: role(), days });
        }
        for permission in entry.grants.difference(&old.grants).iter().cloned() {
            changes.push(if old.grants.iter().any(|held| *held == permission) {
                RoleChange::Revoke { role: role(), permission }
            } else {
                RoleChange::Grant { role: role(), permission }
            });
        }
    }
    let kept = found.keys().filter(|name| !wanted.contains_key(*name));
    changes.extend(kept.map(|role| RoleChange::Keep { role: role.clone() }));
    changes
}
