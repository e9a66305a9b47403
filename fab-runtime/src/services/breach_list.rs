//! Which passwords are known from breaches elsewhere? Who keeps such a list knows, and learns no password by being asked.

use std::fmt;
use std::pin::Pin;

use crate::secret::Secret;
use crate::services::resilience::Circuit;

/// The list gave no answer: it was not there, too slow, or said something else. Holds nothing of the password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the list of breaches gave no answer: {reason}")]
pub struct NoAnswer {
    /// What happened, for the log.
    pub reason: String,
}

/// Whether a password is known.
pub type Known<'a> = Pin<Box<dyn Future<Output = Result<bool, NoAnswer>> + Send + 'a>>;

/// A list of passwords that are known from breaches. Implement it for one of your own; it has to answer soon, since a
/// person waits.
pub trait BreachList: fmt::Debug + Send + Sync + 'static {
    /// Whether the list holds `password`.
    fn holds<'a>(&'a self, password: &'a Secret<String>) -> Known<'a>;

    /// The circuit of the service that keeps it, if one does.
    fn circuit(&self) -> Option<Circuit> {
        None
    }
}
