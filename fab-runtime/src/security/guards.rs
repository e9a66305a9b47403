//! What do the pages for users and roles have to respect?

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::db::Store;
use crate::models::{Change, Hook, Model, Violation, Violations};
use crate::security::people::{Role, User};
use crate::security::role_spec::CodeRoles;
use crate::security::users::plain_username;

/// The same store, with users and roles under guard.
pub(crate) fn guard(store: Store, roles: &CodeRoles) -> Store {
    let fixed = roles.iter().map(|(name, _)| name).collect();
    store
        .with_hook(User::NAME, Arc::new(Accounts))
        .with_hook(Role::NAME, Arc::new(FixedRoles(fixed)))
}

/// Keeps the columns of a user that no form sets.
#[derive(Debug)]
struct Accounts;

impl Hook for Accounts {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        lower_username(change);
        change.record.set("created_at", change.now);
        Ok(())
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        lower_username(change);
        let Some(old) = change.old else { return Ok(()) };
        let switched = old.get("active") != change.record.get("active");
        if let Some(epoch) = old.get("epoch").as_int().filter(|_| switched) {
            change.record.set("epoch", epoch.saturating_add(1));
        }
        Ok(())
    }
}

fn lower_username(change: &mut Change<'_>) {
    let plain = change.record.get("username").as_text().map(plain_username);
    if let Some(plain) = plain {
        change.record.set("username", plain);
    }
}

/// Keeps the roles of the program under their names.
#[derive(Debug)]
struct FixedRoles(BTreeSet<&'static str>);

impl Hook for FixedRoles {
    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let old = change.old.and_then(|old| old.get("name").as_text());
        let new = change.record.get("name").as_text();
        match old {
            Some(name) if self.0.contains(name) && new != Some(name) => Err(Violations::at(
                "name",
                Violation::new(
                    "fixed",
                    format!("The program knows this role as {name}; keep the name"),
                ),
            )),
            _ => Ok(()),
        }
    }

    fn before_delete(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        match change.record.get("name").as_text() {
            Some(name) if self.0.contains(name) => Err(Violations::of_row(Violation::new(
                "fixed",
                format!("The role {name} is defined by the program and cannot be deleted"),
            ))),
            _ => Ok(()),
        }
    }
}
