//! What happens to the services outside, and who keeps count? Every circuit is listened to: figures for the metrics, and
//! entries for the audit log, which a task of its own writes, for calls do not wait for a database.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::security::{AuditEvent, AuditNote, Outcome, Security};
use crate::services::resilience::{Circuits, Event, EventKind, Listener, Reason};

/// So many events wait to be written down; what comes then is only counted.
const WAITING: usize = 256;

/// Listens to every circuit of an application.
#[derive(Debug)]
pub(crate) struct Watch {
    tally: Mutex<Tally>,
    sender: Sender<Event>,
    receiver: Mutex<Option<Receiver<Event>>>,
}

/// What was heard since the program started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// By service, and the word for what it became.
    pub(crate) transitions: BTreeMap<(Arc<str>, &'static str), u64>,
    /// By who did not do it, and who was asked next.
    pub(crate) fallbacks: BTreeMap<(Arc<str>, Arc<str>), u64>,
}

impl Watch {
    /// One that listens to `circuits`, also to those that are added later.
    pub(crate) fn over(circuits: &Circuits) -> Arc<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let receiver = Mutex::new(Some(receiver));
        let watch = Arc::new(Self { tally: Mutex::default(), sender, receiver });
        let listener: Arc<dyn Listener> = watch.clone();
        circuits.listen(&listener);
        watch
    }

    /// What was heard so far.
    pub(crate) fn tally(&self) -> Tally {
        self.lock().clone()
    }

    /// Writes down what is heard, until the future is dropped. A database that fails loses an entry and no more.
    pub(crate) async fn write_down(&self, security: &Security) {
        let taken = self.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut receiver) = taken else { return std::future::pending().await };
        while let Some(event) = receiver.recv().await {
            let Some(note) = note(&event) else { continue };
            if let Err(error) = security.record(note).await {
                tracing::error!(%error, service = %event.service, "an event could not be written down");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for Watch {
    fn hear(&self, event: &Event) {
        let became = match &event.kind {
            EventKind::Opened { .. } | EventKind::ForcedOpen => "open",
            EventKind::HalfOpened => "half_open",
            EventKind::Closed | EventKind::ForcedClosed | EventKind::Reset => "closed",
            EventKind::FellBack { from, to } => {
                let pair = (Arc::clone(from), Arc::clone(to));
                *self.lock().fallbacks.entry(pair).or_default() += 1;
                return;
            }
            _ => return,
        };
        *self.lock().transitions.entry((Arc::clone(&event.service), became)).or_default() += 1;
        if note(event).is_some() && self.sender.try_send(event.clone()).is_err() {
            tracing::error!(service = %event.service, "an event was not written down: too many wait");
        }
    }
}

/// What is written down of an event: what the circuit did by itself. What an operator did is written down with who it was.
fn note(event: &Event) -> Option<AuditNote> {
    let note = match &event.kind {
        EventKind::Opened { reason, wait } => {
            let reason = match reason {
                Reason::Failures => "failures",
                Reason::Slowness => "slowness",
                Reason::Credentials => "credentials",
                _ => "probes",
            };
            AuditNote::new(AuditEvent::ServiceOpened)
                .outcome(Outcome::Failed)
                .fact("reason", reason)
                .fact("seconds", wait.as_secs())
        }
        EventKind::Closed => AuditNote::new(AuditEvent::ServiceClosed),
        _ => return None,
    };
    Some(note.fact("service", event.service.as_ref()))
}
