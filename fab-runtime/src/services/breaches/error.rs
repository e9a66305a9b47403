//! Why did the list of breaches say nothing?

use crate::services::http::HttpError;
use crate::services::resilience::{Classify, Fault, SettingsError};

/// Why the list of breaches said nothing. Holds neither digits nor what was answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BreachError {
    /// It could not be asked.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// Its circuit cannot be.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// It refused.
    #[error("the list of breaches answered {status}")]
    Status {
        /// The status of its answer.
        status: u16,
        /// Whose fault that is.
        fault: Fault,
    },
    /// What it sent is no part of such a list.
    #[error("the answer is no part of a list of breaches")]
    Answer,
}

impl Classify for BreachError {
    fn fault(&self) -> Fault {
        match self {
            Self::Http(error) => error.fault(),
            // Each range is there, so one that is not is a wrong address.
            Self::Status { fault: Fault::Caller, .. } | Self::Answer => Fault::Service,
            Self::Status { fault, .. } => *fault,
            Self::Settings(_) => Fault::Credentials,
        }
    }
}
