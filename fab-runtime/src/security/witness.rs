//! Is what is done to many rows on record? In the transaction in which it is done, and once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;

use crate::db::{StoreError, Tx, Witness};
use crate::security::audit::{AuditNote, Outcome};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::guards::refused;

/// Writes a note with what it is about, as soon as that is done to rows.
#[derive(Debug)]
pub(crate) struct OnRecord {
    security: Security,
    note: AuditNote,
    written: AtomicBool,
}

impl OnRecord {
    pub(crate) fn new(security: &Security, note: AuditNote) -> Arc<Self> {
        Arc::new(Self { security: security.clone(), note, written: AtomicBool::new(false) })
    }

    /// Writes the note now, unless it was written with a change of rows: what was done changed none.
    pub(crate) async fn settle(&self, rows: u64) -> Result<(), SecurityError> {
        if self.written.load(Ordering::Acquire) {
            return Ok(());
        }
        self.security.record(self.note.clone().fact("rows", rows)).await
    }

    /// Writes that it came to nothing, unless some of it was done and written down before.
    pub(crate) async fn fail(&self) -> Result<(), SecurityError> {
        if self.written.load(Ordering::Acquire) {
            return Ok(());
        }
        self.security.record(self.note.clone().outcome(Outcome::Failed)).await
    }
}

impl Witness for OnRecord {
    fn attest<'a>(&'a self, tx: &'a mut Tx, rows: u64) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let note = self.note.clone().fact("rows", rows);
            self.security.record_in(tx, &[note]).await.map_err(refused)
        })
    }

    fn committed(&self) {
        self.written.store(true, Ordering::Release);
    }
}
