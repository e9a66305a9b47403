//! How is one provider guarded? All layers but the outermost, in one place.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::services::resilience::{
    BulkheadSettings, Circuit, CircuitSettings, Listener, Retry, RetrySettings, SettingsError,
    Timeout,
};

/// The settings of every layer around the calls to one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardSettings {
    /// How long a call may take; 5 seconds.
    pub timeout: Duration,
    /// How many calls at once.
    pub bulkhead: BulkheadSettings,
    /// When it is left alone.
    pub circuit: CircuitSettings,
    /// When it is asked again.
    pub retry: RetrySettings,
}

impl Default for GuardSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(5),
            bulkhead: BulkheadSettings::default(),
            circuit: CircuitSettings::default(),
            retry: RetrySettings::default(),
        }
    }
}

impl GuardSettings {
    /// The layers, for the provider of that name.
    ///
    /// # Errors
    ///
    /// When the settings of the circuit contradict each other.
    pub fn guard(
        &self,
        provider: impl Into<Arc<str>>,
        clock: Arc<dyn Clock>,
        listeners: Vec<Arc<dyn Listener>>,
    ) -> Result<Retry, SettingsError> {
        let circuit = Circuit::heard(provider, self.circuit.clone(), clock, listeners)?;
        let bulkhead = Timeout::after(self.timeout).bulkhead(self.bulkhead);
        Ok(bulkhead.breaker(circuit).retry(self.retry))
    }
}
