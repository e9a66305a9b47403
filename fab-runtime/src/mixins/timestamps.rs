//! When was a row made, and when was it last changed?

use chrono::{DateTime, Utc};
use fab_derive::Mixin;

use crate::models::{Change, Hook, Value, Violations};

/// When a row was made and when it was last changed; filled by itself, changed by nobody.
///
/// Its columns are `created_at` and `updated_at`. A new struct holds [`Timestamps::default`]; the times are
/// set when the row is written.
///
/// ```ignore
/// #[derive(AdminModel)]
/// struct Article {
///     #[admin(key)]
///     id: i64,
///     title: String,
///     history: Timestamps,
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Mixin)]
#[mixin(hook = Stamp, crate = "crate")]
pub struct Timestamps {
    /// When the row was made.
    #[mixin(label = "Created", help = "", read_only, list = false)]
    pub created_at: DateTime<Utc>,
    /// When the row was last changed.
    #[mixin(label = "Updated", help = "", read_only, index)]
    pub updated_at: DateTime<Utc>,
}

/// Sets the times of the group's own columns.
#[derive(Debug)]
struct Stamp;

impl Hook for Stamp {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let now = change.now;
        change.set_part("created_at", now);
        change.set_part("updated_at", now);
        Ok(())
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        let created =
            change.part("created_at").zip(change.old).map(|(column, old)| old.at(column.index));
        if let Some(created) = created.filter(|created| **created != Value::Null).cloned() {
            change.set_part("created_at", created);
        }
        let now = change.now;
        change.set_part("updated_at", now);
        Ok(())
    }
}
