//! Who may make a call now? Whoever holds a permit; one that is dropped gives its place back.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::services::resilience::circuit::Core;
use crate::services::resilience::{Outcome, Rejection};

/// The right to make one call.
///
/// A call that nobody waits for until the end, because the person closed the page, says nothing about the service:
/// a dropped permit counts neither as success nor as failure, and its place is free again.
#[must_use = "a permit that is dropped gives the call up"]
pub struct Permit {
    core: Option<Arc<Core>>,
    generation: u64,
    begun: Duration,
}

impl Permit {
    pub(super) const fn new(core: Arc<Core>, generation: u64, begun: Duration) -> Self {
        Self { core: Some(core), generation, begun }
    }

    /// The same, for a call that begins only now; none if the circuit opened since it was given. Waiting is not the time
    /// of the service.
    pub(super) fn confirm(mut self) -> Result<Self, Rejection> {
        let Some(core) = self.core.take() else { return Ok(self) };
        core.confirm(self.generation)?;
        let begun = core.since(Duration::ZERO);
        Ok(Self::new(core, self.generation, begun))
    }

    /// The call ended; it took the time since the permit was given.
    pub fn end(self, outcome: Outcome) {
        let took = self.core.as_ref().map(|core| core.since(self.begun)).unwrap_or_default();
        self.end_after(outcome, took);
    }

    /// The call ended, and took so long.
    pub fn end_after(mut self, outcome: Outcome, took: Duration) {
        if let Some(core) = self.core.take() {
            core.end(self.generation, outcome, took);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(core) = self.core.take() {
            core.abandon(self.generation);
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("begun", &self.begun).finish_non_exhaustive()
    }
}
