//! What happens to the services outside, and who keeps count? Every circuit is listened to: figures for the metrics, and
//! entries for the audit log, which are written down apart, for calls do not wait for a database.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::SecondsFormat;
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::facade::Security;
use crate::services::resilience::{Circuits, Event, EventKind, Listener, Reason};

/// So many events wait to be written down; what comes then is only counted.
const WAITING: usize = 256;

/// What happened to the services outside since the program started.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ServiceCounts {
    /// How often a circuit became what: by service, and the word for the state.
    pub transitions: BTreeMap<(Arc<str>, &'static str), u64>,
    /// By who did not do it, and who was asked next.
    pub fallbacks: BTreeMap<(Arc<str>, Arc<str>), u64>,
}

/// Listens to every circuit of an application, for as long as its people are looked after.
#[derive(Debug)]
pub(crate) struct ServiceWatch {
    counts: Mutex<ServiceCounts>,
    sender: Sender<Event>,
    /// Held by whoever writes down; whoever waits for it goes on when that one ends.
    receiver: tokio::sync::Mutex<Receiver<Event>>,
}

impl ServiceWatch {
    /// One that listens to `circuits`, also to those that are added later.
    pub(crate) fn over(circuits: &Circuits) -> Arc<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let (counts, receiver) = (Mutex::default(), tokio::sync::Mutex::new(receiver));
        let watch = Arc::new(Self { counts, sender, receiver });
        let listener: Arc<dyn Listener> = watch.clone();
        circuits.listen_while(&listener);
        watch
    }

    fn lock(&self) -> MutexGuard<'_, ServiceCounts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for ServiceWatch {
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
        let lost = note(event).is_some() && self.sender.try_send(event.clone()).is_err();
        // Where nobody writes down anything, as in a program without pages, nothing is missing.
        if lost && self.receiver.try_lock().is_err() {
            tracing::error!(service = %event.service, "an event was not written down: too many wait");
        }
    }
}

impl Security {
    /// What this process saw of the services outside.
    pub fn service_counts(&self) -> ServiceCounts {
        self.service_watch().lock().clone()
    }

    /// Writes down in the audit log what circuits do by themselves, until the future is dropped. A site that is served
    /// does it; of several that share their people, one at a time, so that nothing stands there twice. A database that
    /// fails loses an entry and no more.
    pub async fn record_services(&self) {
        let mut events = self.service_watch().receiver.lock().await;
        while let Some(event) = events.recv().await {
            let Some(note) = note(&event) else { continue };
            let security = self.clone();
            // A task of its own: whoever stops meanwhile loses nothing.
            let written = tokio::spawn(async move { security.record(note).await });
            if let Ok(Err(error)) = written.await {
                tracing::error!(%error, service = %event.service, "an event could not be written down");
            }
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
    // It may be written later than it happened: a site may be served after that.
    let at = event.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Some(note.fact("service", event.service.as_ref()).fact("at", at))
}
