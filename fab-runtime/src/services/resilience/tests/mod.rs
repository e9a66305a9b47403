//! Does a circuit keep its promises, alone, against others, and in a crowd?

mod circuit;
mod layers;
mod oracle;
mod stories;
mod window;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Circuit, CircuitSettings, Classify, Event, EventKind, Fault, Listener};
use crate::clock::Clock;

/// An error by somebody's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is the fault of {0:?}")]
pub(super) struct Failed(pub(super) Fault);

impl Classify for Failed {
    fn fault(&self) -> Fault {
        self.0
    }
}

pub(super) const BROKEN: Failed = Failed(Fault::Service);

/// The clock of the runtime, which tests move on: waits pass at once, and are measured in full.
#[derive(Debug)]
pub(super) struct Virtual(tokio::time::Instant);

impl Virtual {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(tokio::time::Instant::now()))
    }
}

impl Clock for Virtual {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap() + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Remembers what it heard.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard(Arc<Mutex<Vec<EventKind>>>);

impl Heard {
    pub(super) fn take(&self) -> Vec<EventKind> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Listener for Heard {
    fn hear(&self, event: &Event) {
        self.0.lock().unwrap().push(event.kind.clone());
    }
}

pub(super) fn circuit(settings: CircuitSettings, clock: Arc<dyn Clock>) -> (Circuit, Heard) {
    let heard = Heard::default();
    let circuit = Circuit::heard("test", settings, clock, vec![Arc::new(heard.clone())]).unwrap();
    (circuit, heard)
}
