//! Whose fault is an error? Only the service's own faults speak against it.

use std::time::Duration;

/// Who or what has to change before a call can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The request: a wrong number, an address that does not exist. The service answered as it should; another one
    /// would say the same.
    Caller,
    /// The service, or the way to it.
    Service,
    /// Our credentials, our account or our settings: no call can succeed until an operator acts.
    Credentials,
    /// This service does not do what was asked; another one may.
    Unable,
    /// We ask too often; the service may say how long to wait.
    Throttled {
        /// What it said.
        wait: Option<Duration>,
    },
}

/// An error that knows whose fault it is.
pub trait Classify {
    /// Whose fault it is.
    fn fault(&self) -> Fault;
}

/// How a call ended, as far as a circuit is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The service did what it was asked.
    Success,
    /// It answered with an error.
    Fault(Fault),
    /// It did not answer in time.
    TimedOut,
}
