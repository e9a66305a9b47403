//! How long may a call take? The innermost layer: every call has an end.

use std::time::Duration;

use crate::services::resilience::{Bulkhead, BulkheadSettings, CallError};

/// Ends a call after a time.
#[derive(Debug, Clone, Copy)]
pub struct Timeout(Duration);

impl Timeout {
    /// Ends a call after `limit`.
    pub const fn after(limit: Duration) -> Self {
        Self(limit)
    }

    /// The time that a call has.
    pub const fn limit(self) -> Duration {
        self.0
    }

    /// The next layer: so many calls at once.
    pub fn bulkhead(self, settings: BulkheadSettings) -> Bulkhead {
        Bulkhead::new(self, settings)
    }

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// [`CallError::TimedOut`] after the limit, and what the call itself says.
    pub async fn run<T, E>(
        self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CallError<E>> {
        match tokio::time::timeout(self.0, call).await {
            Ok(result) => result.map_err(CallError::Failed),
            Err(_) => Err(CallError::TimedOut { limit: self.0 }),
        }
    }
}
