//! What do those hear who want to know how a service fares?

use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};

/// Something changed, or was decided, about a service.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The name of the circuit or of the chain.
    pub service: Arc<str>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// Calls are no longer let through.
    Opened {
        /// Why.
        reason: Reason,
        /// For how long.
        wait: Duration,
    },
    /// A few calls are let through to try it.
    HalfOpened,
    /// All calls are let through again.
    Closed,
    /// The service asked for patience.
    Paused {
        /// For how long.
        wait: Duration,
    },
    /// An operator opened it until further notice.
    ForcedOpen,
    /// An operator closed it until further notice.
    ForcedClosed,
    /// An operator left it to itself again, with nothing remembered.
    Reset,
    /// One provider of a chain stood in for another.
    FellBack {
        /// Who did not do it.
        from: Arc<str>,
        /// Who was asked next.
        to: Arc<str>,
    },
}

/// Why a circuit opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Too many calls failed.
    Failures,
    /// Too many calls were slow.
    Slowness,
    /// The service does not know us: an operator has to act.
    Credentials,
    /// The calls that tried it failed as well.
    Probes,
}

/// Hears events; it should be quick, for calls wait for it.
///
/// ```
/// # use fab_runtime as fab;
/// use fab::services::resilience::{Event, Listener};
///
/// let listener = |event: &Event| println!("{}: {:?}", event.service, event.kind);
/// # fn takes(_: impl Listener) {}
/// takes(listener);
/// ```
pub trait Listener: Send + Sync + 'static {
    /// Hears of one.
    fn hear(&self, event: &Event);
}

impl<F: Fn(&Event) + Send + Sync + 'static> Listener for F {
    fn hear(&self, event: &Event) {
        self(event);
    }
}

/// A listener, and how long it is kept.
#[derive(Clone)]
pub(super) enum Ear {
    /// As long as what it listens to.
    Kept(Arc<dyn Listener>),
    /// Until whoever owns it is gone.
    Lent(Weak<dyn Listener>),
}

impl Ear {
    /// Who hears, if anybody is left.
    pub(super) fn listener(&self) -> Option<Arc<dyn Listener>> {
        match self {
            Self::Kept(listener) => Some(Arc::clone(listener)),
            Self::Lent(listener) => listener.upgrade(),
        }
    }
}

/// Adds one, and forgets those that are gone.
pub(super) fn lend(ears: &mut Vec<Ear>, ear: Ear) {
    ears.retain(|ear| ear.listener().is_some());
    ears.push(ear);
}
