//! Which values of users and roles does no form decide?

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::models::{Change, Choice, Hook, Record, Violation, Violations};
use crate::security::mfa::MfaLevel;
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
        change.record.set("factors_reset", false);
        Ok(())
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        lower_username(change);
        let Some(old) = change.old else { return Ok(()) };
        let switched = old.get("active") != change.record.get("active");
        if old.get("email") != change.record.get("email") {
            change.record.set("email_changed_at", change.now);
        }
        if let Some(epoch) = old.get("epoch").as_int() {
            change.record.set("epoch", epoch.saturating_add(i64::from(switched)));
        }
        change.record.set("factors_reset", old.get("factors_reset").clone());
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

/// Keeps since when a role asks for a second factor: the days of grace of those who hold it already begin then.
fn ask_since(change: &mut Change<'_>) {
    let level = |record: &Record| record.get("mfa").as_text().and_then(MfaLevel::from_text);
    let new = level(change.record).unwrap_or_default();
    let old = change.old.and_then(level);
    let since = change.old.and_then(|old| old.get("mfa_since").as_timestamp());
    change.record.set("mfa_since", asked_since(old, since, new, change.now));
}

/// Since when a role asks for `new` that asked for `old` until now.
pub(crate) fn asked_since(
    old: Option<MfaLevel>,
    since: Option<DateTime<Utc>>,
    new: MfaLevel,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if new < MfaLevel::Required {
        None
    } else if new > old.unwrap_or(MfaLevel::Off) {
        Some(now)
    } else {
        since
    }
}

/// Keeps since when somebody holds a role.
#[derive(Debug)]
pub(crate) struct Memberships;

impl Hook for Memberships {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        change.record.set("since", change.now);
        Ok(())
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let same = |old: &&Record| {
            ["user_id", "role_id"].iter().all(|key| old.get(key) == change.record.get(key))
        };
        let since =
            change.old.filter(same).map_or(change.now.into(), |old| old.get("since").clone());
        change.record.set("since", since);
        Ok(())
    }
}

impl Hook for FixedRoles {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        if let Some(name) = self.fixed(change.record.get("name").as_text()) {
            let text = format!("{name} is a role of the program; choose another name");
            return Err(Violations::at("name", Violation::new("fixed", text)));
        }
        ask_since(change);
        Ok(())
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        ask_since(change);
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
