//! How is a service left alone that fails? Its circuit is asked before a call and told of its end.

use std::sync::OnceLock;

use crate::services::resilience::{
    Bulkhead, CallError, Circuit, Classify, Outcome, Retry, RetrySettings,
};

/// Makes calls only while the circuit of the service lets them through.
#[derive(Debug, Clone)]
pub struct Breaker {
    inner: Bulkhead,
    circuit: Circuit,
}

impl Breaker {
    pub(super) const fn new(inner: Bulkhead, circuit: Circuit) -> Self {
        Self { inner, circuit }
    }

    /// The next layer: tries again what may be tried again.
    pub fn retry(self, settings: RetrySettings) -> Retry {
        Retry::new(self, settings)
    }

    /// The circuit of the service.
    pub const fn circuit(&self) -> &Circuit {
        &self.circuit
    }

    /// Makes the call if the circuit lets it through.
    ///
    /// A future that is dropped says nothing about the service.
    ///
    /// # Errors
    ///
    /// [`CallError::Rejected`] when it does not, and what the inner layers say.
    pub async fn run<T, E: Classify>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, CallError<E>> {
        let permit = self.circuit.admit().map_err(CallError::Rejected)?;
        let clock = self.circuit.clock();
        let begun = OnceLock::new();
        let timed = async {
            // Waiting for room is not the service's time: the clock starts with the call itself.
            begun.get_or_init(|| clock.monotonic());
            call.await
        };
        let result = self.inner.run(timed).await;
        let outcome = match &result {
            Ok(_) => Some(Outcome::Success),
            Err(error) => error.outcome(),
        };
        if let (Some(outcome), Some(begun)) = (outcome, begun.get()) {
            permit.end_after(outcome, clock.monotonic().saturating_sub(*begun));
        }
        result
    }
}
