//! Which values of users and roles does no form decide?

use std::collections::BTreeSet;

use crate::models::{Change, Hook, Violation, Violations};
use crate::security::role_spec::CodeRoles;
use crate::security::users::plain_username;

/// Keeps the columns of a user that no form sets.
#[derive(Debug)]
pub(crate) struct Accounts;

impl Hook for Accounts {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        lower_username(change);
        change.record.set("created_at", change.now);
        change.record.set("epoch", 0_i64);
        Ok(())
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        lower_username(change);
        let Some(old) = change.old else { return Ok(()) };
        let switched = old.get("active") != change.record.get("active");
        if let Some(epoch) = old.get("epoch").as_int() {
            change.record.set("epoch", epoch.saturating_add(i64::from(switched)));
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

/// Keeps the roles of the program under their names, and their names for them.
#[derive(Debug)]
pub(crate) struct FixedRoles(BTreeSet<&'static str>);

impl FixedRoles {
    pub(crate) fn new(roles: &CodeRoles) -> Self {
        Self(roles.iter().map(|(name, _)| name).collect())
    }

    fn fixed<'a>(&self, name: Option<&'a str>) -> Option<&'a str> {
        name.filter(|name| self.0.contains(name))
    }
}

impl Hook for FixedRoles {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        match self.fixed(change.record.get("name").as_text()) {
            Some(name) => {
                let text = format!("{name} is a role of the program; choose another name");
                Err(Violations::at("name", Violation::new("fixed", text)))
            }
            None => Ok(()),
        }
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let old = change.old.and_then(|old| old.get("name").as_text());
        let new = change.record.get("name").as_text();
        if old == new {
            return Ok(());
        }
        let text = match (self.fixed(old), self.fixed(new)) {
            (Some(name), _) => format!("The program knows this role as {name}; keep the name"),
            (None, Some(name)) => format!("{name} is a role of the program; choose another name"),
            (None, None) => return Ok(()),
        };
        Err(Violations::at("name", Violation::new("fixed", text)))
    }

    fn before_delete(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        match self.fixed(change.record.get("name").as_text()) {
            Some(name) => {
                let text = format!("The role {name} is defined by the program and stays");
                Err(Violations::of_row(Violation::new("fixed", text)))
            }
            None => Ok(()),
        }
    }
}
