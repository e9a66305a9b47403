//! How is a service left alone that fails? Its circuit is asked before a call and told of its end.

use crate::services::resilience::{
    Bulkhead, CallError, Circuit, Classify, Outcome, Permit, Retry, RetrySettings,
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

    /// Makes the call if the circuit lets it through, also once there is room for it: a call that waited is not made
    /// when the circuit opened in the meantime.
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
        let ended = |permit: Permit, result: &Result<T, CallError<E>>| match result {
            Ok(_) => permit.end(Outcome::Success),
            Err(error) => {
                if let Some(outcome) = error.outcome() {
                    permit.end(outcome);
                }
            }
        };
        self.inner.run_noted(|| permit.confirm(), call, ended).await
    }
}
