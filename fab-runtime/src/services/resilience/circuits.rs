//! Which services does this application depend on? All circuits by name, for a page of the administration.

use std::sync::{Arc, Mutex, PoisonError};

use crate::services::resilience::{Circuit, Snapshot};

/// Every circuit of an application.
///
/// ```
/// # use std::sync::Arc;
/// # use fab_runtime as fab;
/// use fab::clock::SystemClock;
/// use fab::services::resilience::{Circuit, CircuitSettings, Circuits};
///
/// let circuits = Circuits::default();
/// circuits.add(Circuit::new("sms.first", CircuitSettings::default(), Arc::new(SystemClock))?);
/// circuits.find("sms.first").expect("it was added").force_open();
/// assert_eq!(circuits.snapshots().len(), 1);
/// # Ok::<(), fab::services::resilience::SettingsError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Circuits(Arc<Mutex<Vec<Circuit>>>);

impl Circuits {
    /// Adds a circuit, in place of one with the same name.
    pub fn add(&self, circuit: Circuit) {
        let mut circuits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        circuits.retain(|other| other.service() != circuit.service());
        circuits.push(circuit);
        circuits.sort_by(|a, b| a.service().cmp(b.service()));
    }

    /// The circuit of `service`.
    pub fn find(&self, service: &str) -> Option<Circuit> {
        let circuits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        circuits.iter().find(|circuit| circuit.service().as_ref() == service).cloned()
    }

    /// How all of them fare just now, by name.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        let circuits = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        circuits.iter().map(Circuit::snapshot).collect()
    }
}
