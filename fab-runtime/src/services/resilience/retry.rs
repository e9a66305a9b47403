//! Is it worth trying again? Only what may be repeated, only what may change, and never for more than a share of calls.

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable as _, TokioSleeper};

use crate::services::resilience::budget::Budget;
use crate::services::resilience::{Breaker, CallError, Circuit, Classify, Fault};

/// When and how often a call is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetrySettings {
    /// At most so many times; 2.
    pub times: usize,
    /// After about this time first, doubling; 200 ms. Up to as much again is added by chance.
    pub pause: Duration,
    /// Never after more than this, nor when a service asks for more; 5 seconds.
    pub longest_pause: Duration,
    /// All retries together are at most this share of all calls, in percent; 10.
    pub budget_percent: u8,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self {
            times: 2,
            pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(5),
            budget_percent: 10,
        }
    }
}

/// Why a call may be made more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeatable<'a> {
    /// It changes nothing, or twice is the same as once.
    Idempotent,
    /// It carries this key, by which the service knows it again.
    Keyed(&'a str),
}

/// Makes calls again that may be made again.
#[derive(Debug, Clone)]
pub struct Retry {
    inner: Breaker,
    settings: RetrySettings,
    budget: Arc<Budget>,
}

impl Retry {
    pub(super) fn new(inner: Breaker, settings: RetrySettings) -> Self {
        Self { inner, budget: Arc::new(Budget::of(settings.budget_percent)), settings }
    }

    /// The circuit of the service.
    pub const fn circuit(&self) -> &Circuit {
        self.inner.circuit()
    }

    /// Makes a call that must not be made twice.
    ///
    /// # Errors
    ///
    /// What the inner layers say.
    pub async fn once<T, E: Classify>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CallError<E>> {
        self.budget.earn();
        self.inner.run(call).await
    }

    /// Makes a call, and makes it again if that may help.
    ///
    /// A call that the circuit does not let through is not tried again, nor is one that is refused by its own fault.
    /// A key is not sent by this layer: `call` does it, and an empty one makes the call but once.
    ///
    /// # Errors
    ///
    /// What the inner layers say of the last attempt.
    pub async fn repeat<T, E, F>(
        &self,
        repeatable: Repeatable<'_>,
        call: impl Fn() -> F,
    ) -> Result<T, CallError<E>>
    where
        E: Classify,
        F: Future<Output = Result<T, E>>,
    {
        if repeatable == Repeatable::Keyed("") {
            return self.once(async { call().await }).await;
        }
        self.budget.earn();
        let pauses = ExponentialBuilder::default()
            .with_jitter()
            .with_jitter_seed(fastrand::u64(..))
            .with_min_delay(self.settings.pause)
            .with_max_delay(self.settings.longest_pause)
            .with_max_times(self.settings.times);
        let longest = self.settings.longest_pause;
        // The call is not even prepared before the circuit lets it through.
        (|| self.inner.run(async { call().await }))
            .retry(pauses)
            .sleep(TokioSleeper)
            .when(CallError::is_transient)
            .adjust(|error, pause| {
                let pause = pause?.max(asked(error).unwrap_or_default());
                // Asked for more patience than we have: better to say so at once.
                (pause <= longest.saturating_mul(2) && self.budget.spend()).then_some(pause)
            })
            .await
    }
}

/// The time for which the service asked.
fn asked<E: Classify>(error: &CallError<E>) -> Option<Duration> {
    match error {
        CallError::Failed(error) => match error.fault() {
            Fault::Throttled { wait } => wait,
            Fault::Caller | Fault::Service | Fault::Credentials | Fault::Unable => None,
        },
        CallError::Rejected(_) | CallError::Full | CallError::TimedOut { .. } => None,
    }
}
