//! How does a service fare just now? The figures for a page of the administration.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::services::resilience::Outcome;

/// Whether calls are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// All are.
    Closed,
    /// None is.
    Open,
    /// A few are, to see.
    HalfOpen,
}

/// Who decides about the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mode {
    /// The outcomes of the calls.
    #[default]
    Automatic,
    /// An operator: open.
    ForcedOpen,
    /// An operator: closed.
    ForcedClosed,
}

/// What was counted since the program started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Totals {
    /// Calls that did what was asked.
    pub succeeded: u64,
    /// Calls that failed by the service's fault, timeouts among them.
    pub failed: u64,
    /// Calls without an answer in time.
    pub timed_out: u64,
    /// Calls that were slow, whatever their end.
    pub slow: u64,
    /// Calls that were refused by the fault of the request.
    pub refused: u64,
    /// Calls that were refused because there were too many.
    pub throttled: u64,
    /// Calls that were refused because of our credentials.
    pub unauthorized: u64,
    /// Calls that were not let through.
    pub rejected: u64,
    /// Calls that nobody waited for until the end, or that found no room.
    pub abandoned: u64,
    /// How often it opened.
    pub opened: u64,
}

/// A call that did not do what was asked: of what kind, and when. What was said is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub at: DateTime<Utc>,
}

/// A circuit at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// Its name.
    pub service: Arc<str>,
    /// Whether calls are let through.
    pub state: State,
    /// Who decides that.
    pub mode: Mode,
    /// Since when the state is what it is.
    pub since: DateTime<Utc>,
    /// The last call that did not do what was asked, since the program started.
    pub last_failure: Option<Failure>,
    /// How long calls will be held back still, as far as is known.
    pub wait: Option<Duration>,
    /// Calls that count at present.
    pub window_calls: u32,
    /// Failures among them.
    pub window_failures: u32,
    /// Slow ones among them.
    pub window_slow: u32,
    /// Calls under way.
    pub in_flight: u32,
    /// What was counted since the program started.
    pub totals: Totals,
}

impl Snapshot {
    /// The share of failures among the calls that count, in percent.
    pub fn failure_percent(&self) -> Option<u32> {
        percent(self.window_failures, self.window_calls)
    }

    /// The share of slow calls among the calls that count, in percent.
    pub fn slow_percent(&self) -> Option<u32> {
        percent(self.window_slow, self.window_calls)
    }
}

fn percent(part: u32, whole: u32) -> Option<u32> {
    u32::try_from((u64::from(part) * 100).checked_div(u64::from(whole))?).ok()
}
