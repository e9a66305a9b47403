//! Why did the service not encrypt or decrypt?

use crate::services::http::HttpError;
use crate::services::resilience::{Classify, Fault, SettingsError};

/// Why a key management service did not do what it was asked. Holds nothing of what was sent or of the account.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KmsError {
    /// There was no answer, or the service may not be asked.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// No service has a key of that name.
    #[error("the key is neither an id, an ARN nor an alias")]
    Key,
    /// No service has such a region.
    #[error("the region is none")]
    Region,
    /// The address has a path.
    #[error("the address of the service has a path")]
    Endpoint,
    /// The settings of the guard contradict each other.
    #[error(transparent)]
    Guard(#[from] SettingsError),
    /// The service refused.
    #[error("the key management service answered {code} ({status})")]
    Refused {
        /// The status.
        status: u16,
        /// The name that the service gives its reason.
        code: String,
        /// Whose fault it is.
        fault: Fault,
    },
    /// What it answered is no answer.
    #[error("the key management service answered what cannot be read")]
    Answer,
}

impl KmsError {
    /// What the service says with that status and reason.
    pub(super) fn refused(status: u16, code: &str, by_status: Fault) -> Self {
        let fault = match code {
            "InvalidCiphertextException" | "IncorrectKeyException" => Fault::Caller,
            "ThrottlingException" | "LimitExceededException" => match by_status {
                Fault::Throttled { wait } => Fault::Throttled { wait },
                _ => Fault::Throttled { wait: None },
            },
            // Anything else that we are to blame for is our account, our clock or our key: what was sent is right.
            _ if by_status == Fault::Caller => Fault::Credentials,
            _ => by_status,
        };
        Self::Refused { status, code: code.to_owned(), fault }
    }

    /// Whether the service says that it did not encrypt this: with this key, for this context.
    pub fn is_foreign_ciphertext(&self) -> bool {
        matches!(
            self,
            Self::Refused { code, .. }
                if matches!(code.as_str(), "InvalidCiphertextException" | "IncorrectKeyException")
        )
    }
}

impl Classify for KmsError {
    fn fault(&self) -> Fault {
        match self {
            Self::Http(error) => error.fault(),
            Self::Key | Self::Region | Self::Endpoint | Self::Guard(_) => Fault::Credentials,
            Self::Refused { fault, .. } => *fault,
            Self::Answer => Fault::Service,
        }
    }
}
