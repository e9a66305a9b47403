//! How many calls may be under way at once? A service that hangs must not fill the program with waiting calls.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::services::resilience::{Breaker, CallError, Circuit, Rejection, Timeout};

/// The room for calls to one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkheadSettings {
    /// So many calls at once; 16.
    pub calls: usize,
    /// So many others may wait for one of them to end; 16.
    pub waiting: usize,
    /// For so long; half a second.
    pub patience: Duration,
}

impl Default for BulkheadSettings {
    fn default() -> Self {
        Self { calls: 16, waiting: 16, patience: Duration::from_millis(500) }
    }
}

/// Lets so many calls be under way at once, and so many wait; all others end at once.
#[derive(Debug, Clone)]
pub struct Bulkhead {
    inner: Timeout,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    patience: Duration,
}

impl Bulkhead {
    pub(super) fn new(inner: Timeout, settings: BulkheadSettings) -> Self {
        Self {
            inner,
            running: Arc::new(Semaphore::new(settings.calls.min(Semaphore::MAX_PERMITS))),
            waiting: Arc::new(Semaphore::new(settings.waiting.min(Semaphore::MAX_PERMITS))),
            patience: settings.patience,
        }
    }

    /// The next layer: leaves a service alone that fails.
    pub const fn breaker(self, circuit: Circuit) -> Breaker {
        Breaker::new(self, circuit)
    }

    /// Makes the call as soon as there is room for it.
    ///
    /// # Errors
    ///
    /// [`CallError::Full`] when there is no room, and what the inner layer says.
    pub async fn run<T, E>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CallError<E>> {
        self.run_noted(|| Ok(()), call, |(), _| {}).await
    }

    /// The same, if `ready` still agrees once there is room. `ended` hears of the end before anybody else gets the room:
    /// whoever comes next knows what became of those before.
    pub(super) async fn run_noted<P, T, E>(
        &self,
        ready: impl FnOnce() -> Result<P, Rejection>,
        call: impl Future<Output = Result<T, E>>,
        ended: impl FnOnce(P, &Result<T, CallError<E>>),
    ) -> Result<T, CallError<E>> {
        let room = self.room().await.ok_or(CallError::Full)?;
        let permit = ready().map_err(CallError::Rejected)?;
        let result = self.inner.run(call).await;
        ended(permit, &result);
        drop(room);
        result
    }

    async fn room(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(room) = self.running.try_acquire() {
            return Some(room);
        }
        let _place = self.waiting.try_acquire().ok()?;
        tokio::time::timeout(self.patience, self.running.acquire()).await.ok()?.ok()
    }
}
