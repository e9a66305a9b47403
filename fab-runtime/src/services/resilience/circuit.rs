//! May this call be made? The circuit of one service, shared by all who call it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::services::resilience::event::{Ear, lend};
use crate::services::resilience::phase::Machine;
use crate::services::resilience::{
    CircuitSettings, Event, Failure, Listener, Mode, Outcome, Permit, Rejection, SettingsError,
    Snapshot, State,
};

/// The circuit of one service: closed, open, or half-open.
///
/// Clones are the same circuit. It can be asked for permits directly; [`Breaker`](super::Breaker) does it for calls.
///
/// ```
/// # use std::sync::Arc;
/// # use std::time::Duration;
/// # use fab_runtime as fab;
/// use fab::clock::ManualClock;
/// use fab::services::resilience::{Circuit, CircuitSettings, Outcome, State};
///
/// let clock = ManualClock::at(0);
/// let settings = CircuitSettings { minimum_calls: 3, jitter_percent: 0, ..CircuitSettings::default() };
/// let circuit = Circuit::new("weather", settings, Arc::new(clock.clone()))?;
/// for _ in 0..3 {
///     circuit.admit().expect("it is closed").end(Outcome::TimedOut);
/// }
/// assert_eq!(circuit.state(), State::Open);
/// assert!(circuit.admit().is_err());
///
/// clock.advance(30);
/// let probe = circuit.admit().expect("it is tried again");
/// assert_eq!(circuit.state(), State::HalfOpen);
/// # drop(probe);
/// # Ok::<(), fab::services::resilience::SettingsError>(())
/// ```
#[derive(Clone)]
pub struct Circuit(Arc<Core>);

pub(super) struct Core {
    service: Arc<str>,
    clock: Arc<dyn Clock>,
    ears: Mutex<Vec<Ear>>,
    inside: Mutex<Inside>,
}

struct Inside {
    machine: Machine,
    since: DateTime<Utc>,
    last_failure: Option<Failure>,
}

impl Circuit {
    /// A closed circuit for `service`.
    ///
    /// # Errors
    ///
    /// When the settings contradict each other.
    pub fn new(
        service: impl Into<Arc<str>>,
        settings: CircuitSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SettingsError> {
        Self::heard(service, settings, clock, Vec::new())
    }

    /// The same, with those who hear what becomes of it.
    ///
    /// # Errors
    ///
    /// When the settings contradict each other.
    pub fn heard(
        service: impl Into<Arc<str>>,
        settings: CircuitSettings,
        clock: Arc<dyn Clock>,
        listeners: Vec<Arc<dyn Listener>>,
    ) -> Result<Self, SettingsError> {
        settings.check()?;
        let since = clock.now();
        let inside = Inside {
            machine: Machine::new(settings, fastrand::u64(..)),
            since,
            last_failure: None,
        };
        let ears = Mutex::new(listeners.into_iter().map(Ear::Kept).collect());
        let (service, inside) = (service.into(), Mutex::new(inside));
        Ok(Self(Arc::new(Core { service, clock, ears, inside })))
    }

    /// The name of the service.
    pub fn service(&self) -> &Arc<str> {
        &self.0.service
    }

    /// Tells it from now on what becomes of the circuit.
    pub fn listen(&self, listener: Arc<dyn Listener>) {
        self.lend(Ear::Kept(listener));
    }

    pub(super) fn lend(&self, ear: Ear) {
        lend(&mut self.0.ears.lock().unwrap_or_else(PoisonError::into_inner), ear);
    }

    /// Whether both are the circuit of the same service, and not only of the same name.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Lets a call through, or says why not.
    ///
    /// A permit that is dropped without an end gives its place back.
    ///
    /// # Errors
    ///
    /// When the circuit is open, is being tried, or was asked to wait.
    pub fn admit(&self) -> Result<Permit, Rejection> {
        let generation = self.0.change(Machine::admit)?;
        Ok(Permit::new(Arc::clone(&self.0), generation, self.0.clock.monotonic()))
    }

    /// Lets nothing through until further notice.
    pub fn force_open(&self) {
        self.0.change(|machine, _| machine.force(Mode::ForcedOpen));
    }

    /// Lets everything through until further notice.
    pub fn force_closed(&self) {
        self.0.change(|machine, _| machine.force(Mode::ForcedClosed));
    }

    /// Leaves the circuit to itself again: closed, and with nothing remembered but the totals.
    pub fn reset(&self) {
        self.0.change(|machine, _| machine.force(Mode::Automatic));
    }

    /// Whether calls are let through.
    pub fn state(&self) -> State {
        self.0.lock().machine.state()
    }

    /// How the service fares just now.
    pub fn snapshot(&self) -> Snapshot {
        let now = self.0.clock.monotonic();
        let mut inside = self.0.lock();
        let (since, last_failure) = (inside.since, inside.last_failure);
        let machine = &mut inside.machine;
        let tally = machine.tally(now);
        Snapshot {
            service: Arc::clone(&self.0.service),
            state: machine.state(),
            mode: machine.mode(),
            since,
            last_failure,
            wait: machine.wait(now),
            window_calls: tally.calls,
            window_failures: tally.failures,
            window_slow: tally.slow,
            in_flight: machine.in_flight(),
            totals: machine.totals(),
        }
    }

    /// Tells those who listen to the circuit what happened around it.
    pub(super) fn tell(&self, event: &Event) {
        self.0.tell(event);
    }
}

impl Core {
    pub(super) fn confirm(&self, generation: u64) -> Result<(), Rejection> {
        self.change(|machine, now| machine.confirm(now, generation))
    }

    pub(super) fn end(&self, generation: u64, outcome: Outcome, took: Duration) {
        if outcome != Outcome::Success {
            let at = self.clock.now();
            self.lock().last_failure = Some(Failure { outcome, at });
        }
        self.change(|machine, now| machine.end(now, generation, outcome, took));
    }

    pub(super) fn abandon(&self, generation: u64) {
        self.change(|machine, _| machine.abandon(generation));
    }

    pub(super) fn since(&self, begun: Duration) -> Duration {
        self.clock.monotonic().saturating_sub(begun)
    }

    /// Changes the machine under the lock, and tells the listeners after it.
    fn change<T>(&self, act: impl FnOnce(&mut Machine, Duration) -> T) -> T {
        let at = self.clock.now();
        let (result, events) = {
            let mut inside = self.lock();
            // Read under the lock: no later call may bring an earlier time.
            let now = self.clock.monotonic();
            let before = inside.machine.generation();
            let result = act(&mut inside.machine, now);
            if inside.machine.generation() != before {
                inside.since = at;
            }
            (result, std::mem::take(&mut inside.machine.unheard))
        };
        for kind in events {
            let event = Event { service: Arc::clone(&self.service), at, kind };
            tracing::info!(service = %event.service, event = ?event.kind, "circuit");
            self.tell(&event);
        }
        result
    }

    /// Tells the listeners; none of them may keep the others from listening.
    pub(super) fn tell(&self, event: &Event) {
        let ears = self.ears.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for listener in ears.iter().filter_map(Ear::listener) {
            listener.hear(event);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Circuit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Circuit").field("service", self.service()).field("state", &state).finish()
    }
}
