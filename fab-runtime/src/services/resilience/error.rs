//! Why did a guarded call bring nothing?

use std::time::Duration;

use crate::services::resilience::{Classify, Fault, Outcome};

/// A circuit let a call not through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The service failed too often; it is left alone for a while.
    #[error("the circuit is open for another {} ms", wait.as_millis())]
    Open {
        /// For how long.
        wait: Duration,
    },
    /// The service is being tried by others; their outcome decides.
    #[error("the service is being tried by other calls")]
    Probing,
    /// The service asked for patience.
    #[error("the service asked to wait, for another {} ms", wait.as_millis())]
    Throttled {
        /// For how long.
        wait: Duration,
    },
    /// An operator opened the circuit.
    #[error("the circuit was opened by an operator")]
    ForcedOpen,
}

/// Why a call brought nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError<E> {
    /// The circuit let it not through; nothing was sent.
    #[error("the call was not made")]
    Rejected(#[source] Rejection),
    /// Too many calls are under way; nothing was sent.
    #[error("the call was not made: too many are under way")]
    Full,
    /// There was no answer in time; what was sent may have had an effect.
    #[error("no answer after {} ms", limit.as_millis())]
    TimedOut {
        /// How long it was waited for.
        limit: Duration,
    },
    /// The service answered with an error, or could not be reached.
    #[error(transparent)]
    Failed(E),
}

impl<E: Classify> CallError<E> {
    /// What a circuit learns from it; nothing if the call was not made.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Rejected(_) | Self::Full => None,
            Self::TimedOut { .. } => Some(Outcome::TimedOut),
            Self::Failed(error) => Some(Outcome::Fault(error.fault())),
        }
    }

    /// Whether another attempt at the same service may bring more; `Some(wait)` if it asked to wait first.
    pub(super) fn is_transient(&self) -> bool {
        match self.outcome() {
            Some(Outcome::TimedOut) => true,
            Some(Outcome::Fault(fault)) => {
                matches!(fault, Fault::Service | Fault::Throttled { .. })
            }
            Some(Outcome::Success) | None => false,
        }
    }

    /// Whether the request is to blame, so that no other service would take it either.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Failed(error) if error.fault() == Fault::Caller)
    }
}
