//! What happens besides, when a row changes? Hooks return data; the store acts on it.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::models::Value;
use crate::models::actor::Actor;
use crate::models::columns::Column;
use crate::models::filter::Condition;
use crate::models::origin::Origin;
use crate::models::record::Record;
use crate::models::validate::Violations;

/// Behaviour that rides along with every change of a model's rows.
///
/// `before_*` run inside the transaction and may change the record or refuse it; `after_commit` runs once the
/// change is durable. Hooks do no input or output of their own.
pub trait Hook: fmt::Debug + Send + Sync {
    /// A row is about to be inserted.
    ///
    /// # Errors
    ///
    /// Violations, shown at their fields; the row is not inserted.
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let _ = change;
        Ok(())
    }

    /// A row is about to be updated; [`Change::old`] is what stands in the database.
    ///
    /// # Errors
    ///
    /// Violations, shown at their fields; the row stays as it is.
    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let _ = change;
        Ok(())
    }

    /// A row is about to be deleted.
    ///
    /// # Errors
    ///
    /// Violations, shown on the confirmation page; the row stays.
    fn before_delete(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let _ = change;
        Ok(())
    }

    /// The change is durable.
    fn after_commit(&self, event: &Event<'_>) {
        let _ = event;
    }

    /// A condition that every read and write of the model's rows carries.
    fn rows(&self, actor: &Actor) -> Condition {
        let _ = actor;
        Condition::Everything
    }
}

/// A change that is about to be made.
#[derive(Debug)]
#[non_exhaustive]
pub struct Change<'a> {
    /// The row as it will be; hooks may set values.
    pub record: &'a mut Record,
    /// The row as it is; `None` for an insert.
    pub old: Option<&'a Record>,
    /// Who does it.
    pub actor: &'a Actor,
    /// When.
    pub now: DateTime<Utc>,
    /// The Rust name of the group's field, when the hook belongs to a group of columns.
    pub field: Option<&'static str>,
}

impl<'a> Change<'a> {
    /// A change by `actor` at `now`.
    pub const fn new(
        record: &'a mut Record,
        old: Option<&'a Record>,
        actor: &'a Actor,
        now: DateTime<Utc>,
    ) -> Self {
        Self { record, old, actor, now, field: None }
    }

    /// Sets the part of that Rust name of the hook's own group.
    pub fn set_part(&mut self, part: &str, value: impl Into<Value>) {
        if let Some(index) = self.part(part).map(|column| column.index) {
            self.record.set_at(index, value.into());
        }
    }

    /// The column of the part of that Rust name of the hook's own group.
    pub fn part(&self, part: &str) -> Option<&'static Column> {
        let field = self.field?;
        self.record
            .model()
            .columns()
            .all()
            .iter()
            .find(|column| column.field.name == field && column.part.name == part)
    }
}

/// A change that was made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Event<'a> {
    /// What was done.
    pub what: EventKind,
    /// The row as it was; `None` for an insert.
    pub old: Option<&'a Record>,
    /// The row as it is; `None` for a deletion.
    pub new: Option<&'a Record>,
    /// Who did it.
    pub actor: &'a Actor,
    /// When.
    pub at: DateTime<Utc>,
    /// From where it was asked for, if that is known.
    pub origin: Option<&'a Origin>,
}

impl<'a> Event<'a> {
    /// An event by `actor` at `at`.
    pub const fn new(
        what: EventKind,
        old: Option<&'a Record>,
        new: Option<&'a Record>,
        actor: &'a Actor,
        at: DateTime<Utc>,
    ) -> Self {
        Self { what, old, new, actor, at, origin: None }
    }

    /// Says from where it was asked for.
    #[must_use]
    pub const fn with_origin(mut self, origin: &'a Origin) -> Self {
        self.origin = Some(origin);
        self
    }
}

/// What was done to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// It is new.
    Inserted,
    /// It changed.
    Updated,
    /// It is gone.
    Deleted,
}
