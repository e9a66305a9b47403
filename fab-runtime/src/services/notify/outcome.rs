//! What became of a message? Sent, refused for good, or nobody was there to send it.

use std::error::Error;
use std::sync::Arc;

use crate::services::resilience::{CallError, Exhausted};

/// A provider took a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sent {
    /// Which one.
    pub provider: Arc<str>,
    /// By what the provider knows it.
    pub reference: Option<String>,
}

impl Sent {
    /// Taken over by `provider`.
    pub const fn by(provider: Arc<str>, reference: Option<String>) -> Self {
        Self { provider, reference }
    }
}

/// What is wrong with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Nobody can be reached there.
    Recipient,
    /// They do not want to be written to.
    Unsubscribed,
    /// What it says, or how much.
    Content,
}

/// Why a message was not sent. Holds neither what it says nor to whom.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotSent {
    /// It is wrong, and sending it again does not help.
    #[error("the message was refused ({refusal:?})")]
    Refused {
        /// By whom; nobody was asked if it is not said.
        provider: Option<Arc<str>>,
        /// What is wrong with it.
        refusal: Refusal,
    },
    /// Nobody could send it now; later somebody may.
    #[error("nobody could send the message{}", tried(attempts))]
    Unavailable {
        /// Whom we asked, and what they said.
        attempts: Vec<(Arc<str>, String)>,
    },
}

fn tried(attempts: &[(Arc<str>, String)]) -> String {
    let tried: Vec<String> = attempts.iter().map(|(who, why)| format!("{who}: {why}")).collect();
    if tried.is_empty() { String::new() } else { format!(" ({})", tried.join("; ")) }
}

impl NotSent {
    /// What a chain of providers says.
    pub fn from_chain<E: Error>(exhausted: Exhausted<E>, refusal: impl Fn(&E) -> Refusal) -> Self {
        match exhausted {
            Exhausted::Refused { provider, error } => {
                Self::Refused { provider: Some(provider), refusal: refusal(&error) }
            }
            Exhausted::Unavailable { attempts } => Self::Unavailable {
                attempts: attempts.into_iter().map(|(who, error)| (who, said(&error))).collect(),
            },
        }
    }
}

fn said<E: Error>(error: &CallError<E>) -> String {
    match error {
        CallError::Rejected(rejection) => rejection.to_string(),
        CallError::Failed(error) => error.to_string(),
        CallError::Full | CallError::TimedOut { .. } => error.to_string(),
    }
}
