//! Which sealed cells did not open? Noted while rows are read, written into the audit log afterwards, once an hour each.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::db::{BrokenCell, SealObserver};
use crate::models::Key;
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::rates::UNREADABLE;

/// The most cells that wait to be written down, and the most that are remembered as written.
const KEPT: usize = 1000;

/// Cells that did not open, between the store that met them and the log. Reading rows must not wait for the log.
#[derive(Debug, Default)]
pub(crate) struct BrokenCells {
    state: Mutex<State>,
    /// Whom the store told before there was a log.
    next: Option<Arc<dyn SealObserver>>,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// Written down in this hour by this process, so that a list that is looked at often asks the database once.
    written: HashSet<String>,
    hour: i64,
    unsaid: u64,
}

#[derive(Debug)]
struct Waiting {
    model: &'static str,
    column: &'static str,
    key: Key,
    reason: &'static str,
}

impl Waiting {
    fn name(&self) -> String {
        format!("{} {} {}", self.model, self.column, self.key.to_segment())
    }
}

impl BrokenCells {
    pub(crate) fn new(next: Option<Arc<dyn SealObserver>>) -> Self {
        Self { state: Mutex::default(), next }
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take(&self, now: DateTime<Utc>) -> Option<(Waiting, u64)> {
        let hour = now.timestamp().div_euclid(3600);
        self.with(|state| {
            if state.hour != hour {
                state.hour = hour;
                state.written.clear();
            }
            loop {
                let cell = state.waiting.pop_front()?;
                if !state.written.contains(&cell.name()) {
                    return Some((cell, std::mem::take(&mut state.unsaid)));
                }
            }
        })
    }

    fn give_back(&self, cell: Waiting, unsaid: u64) {
        self.with(|state| {
            state.waiting.push_front(cell);
            state.unsaid = state.unsaid.saturating_add(unsaid);
        });
    }

    fn remember(&self, cell: &Waiting) {
        self.with(|state| {
            if state.written.len() < KEPT {
                state.written.insert(cell.name());
            }
        });
    }
}

impl SealObserver for BrokenCells {
    fn broken(&self, cell: &BrokenCell<'_>) {
        if let Some(next) = &self.next {
            next.broken(cell);
        }
        let waiting = Waiting {
            model: cell.model.name,
            column: cell.column,
            key: cell.key.clone(),
            reason: cell.reason,
        };
        self.with(|state| {
            state.unsaid = state.unsaid.saturating_add(cell.unsaid);
            if state.waiting.len() < KEPT {
                state.waiting.push_back(waiting);
            } else {
                state.unsaid = state.unsaid.saturating_add(1);
            }
        });
    }
}

impl Security {
    /// Writes down which sealed cells did not open since the last call: each once in an hour, whichever processes
    /// meet it. Does nothing, and asks nothing, when there are none.
    ///
    /// # Errors
    ///
    /// When the database fails; what was not written down waits for the next call.
    pub async fn record_broken_cells(&self) -> Result<(), SecurityError> {
        while let Some((cell, unsaid)) = self.broken_cells().take(self.now()) {
            let subject = Subject::broken(&cell.name());
            match self.attempt(&subject, UNREADABLE).await {
                Ok(()) => {
                    let note = AuditNote::new(AuditEvent::FieldUnreadable).outcome(Outcome::Failed);
                    let note = note.row(cell.model, &cell.key).field(cell.column);
                    let note = note.fact("reason", cell.reason);
                    let note = if unsaid > 0 { note.fact("others", unsaid) } else { note };
                    if let Err(error) = self.record(note).await {
                        // The log is the point: the next call tries again.
                        let forgotten = self.forget_attempts(&subject).await;
                        self.broken_cells().give_back(cell, unsaid);
                        forgotten?;
                        return Err(error);
                    }
                    self.broken_cells().remember(&cell);
                }
                Err(SecurityError::TooManyAttempts { .. }) => self.broken_cells().remember(&cell),
                Err(error) => {
                    self.broken_cells().give_back(cell, unsaid);
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}
