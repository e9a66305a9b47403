//! What do all changes have in common? A transaction that is tried again when others were in the way.

use std::time::Duration;

use crate::db::error::DbError;
use crate::db::store::{Store, StoreError};
use crate::models::{Condition, Key, ModelMeta, Record, Scope, Value, Violation, Violations};

/// How often a change is tried when other transactions are in the way.
const ATTEMPTS: u32 = 4;

/// The wait before the second attempt; it doubles.
const PAUSE: Duration = Duration::from_millis(15);

/// The row that a change is meant for.
#[derive(Clone)]
pub(super) struct Aim<'a> {
    pub(super) model: &'static ModelMeta,
    pub(super) scope: &'a Scope,
    pub(super) key: &'a Key,
    /// The version that the change was based on; `None`: whatever it is now.
    pub(super) version: Option<&'a Value>,
    /// The rows that exist for the scope.
    pub(super) visible: Condition,
}

impl Store {
    /// Whether to try again after `result`; if so, some time has passed, or the keys were read again.
    pub(super) async fn again<T>(&self, attempt: u32, result: &Result<T, StoreError>) -> bool {
        let Err(StoreError::Database(error)) = result else { return false };
        if !error.is_conflict() || attempt + 1 >= ATTEMPTS {
            return false;
        }
        if let (DbError::Sealing(_), Some(sealer)) = (error, &self.sealer) {
            return sealer.refresh().await.is_ok();
        }
        tokio::time::sleep(PAUSE * 2_u32.pow(attempt)).await;
        true
    }

    /// Refuses a record that its author could not see afterwards.
    pub(super) fn check_scope(visible: &Condition, record: &Record) -> Result<(), StoreError> {
        if visible.holds(record) {
            return Ok(());
        }
        let text = "With these values the row would be one that you may not see";
        Err(StoreError::Invalid(Violations::of_row(Violation::new("scope", text))))
    }
}
