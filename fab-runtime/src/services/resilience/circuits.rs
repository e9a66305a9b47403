//! Which services does this application depend on? All circuits by name, for a page of the administration.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::services::resilience::event::{Ear, lend};
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
    ears: Vec<Ear>,
}

impl Circuits {
    /// Adds a circuit, in place of another one with the same name.
    pub fn add(&self, circuit: Circuit) {
        let mut inside = self.lock();
        if inside.circuits.iter().any(|known| known.is(&circuit)) {
            return;
        }
        for ear in &inside.ears {
            circuit.lend(ear.clone());
        }
        inside.circuits.retain(|other| other.service() != circuit.service());
        inside.circuits.push(circuit);
        inside.circuits.sort_by(|a, b| a.service().cmp(b.service()));
    }

    /// Tells it what becomes of every circuit, of those that are added later too.
    pub fn listen(&self, listener: &Arc<dyn Listener>) {
        self.lend(&Ear::Kept(Arc::clone(listener)));
    }

    /// The same, until whoever owns it is gone.
    pub fn listen_while(&self, listener: &Arc<dyn Listener>) {
        self.lend(&Ear::Lent(Arc::downgrade(listener)));
    }

    fn lend(&self, ear: &Ear) {
        let mut inside = self.lock();
        for circuit in &inside.circuits {
            circuit.lend(ear.clone());
        }
        lend(&mut inside.ears, ear.clone());
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
