//! Which services does this application depend on? All circuits by name, for a page of the administration.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::services::resilience::{Circuit, Listener, Snapshot};

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
#[derive(Clone, Default)]
pub struct Circuits(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    circuits: Vec<Circuit>,
    listeners: Vec<Arc<dyn Listener>>,
}

impl Circuits {
    /// Adds a circuit, in place of one with the same name.
    pub fn add(&self, circuit: Circuit) {
        let mut inside = self.lock();
        for listener in &inside.listeners {
            circuit.listen(Arc::clone(listener));
        }
        inside.circuits.retain(|other| other.service() != circuit.service());
        inside.circuits.push(circuit);
        inside.circuits.sort_by(|a, b| a.service().cmp(b.service()));
    }

    /// Tells it what becomes of every circuit, of those that are added later too.
    pub fn listen(&self, listener: &Arc<dyn Listener>) {
        let mut inside = self.lock();
        for circuit in &inside.circuits {
            circuit.listen(Arc::clone(listener));
        }
        inside.listeners.push(Arc::clone(listener));
    }

    /// The circuit of `service`.
    pub fn find(&self, service: &str) -> Option<Circuit> {
        let inside = self.lock();
        inside.circuits.iter().find(|circuit| circuit.service().as_ref() == service).cloned()
    }

    /// All of them, by name.
    pub fn all(&self) -> Vec<Circuit> {
        self.lock().circuits.clone()
    }

    /// How all of them fare just now, by name.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        self.all().iter().map(Circuit::snapshot).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Circuits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.lock().circuits).finish()
    }
}
