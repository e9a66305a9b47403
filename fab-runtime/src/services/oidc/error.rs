//! Why is somebody not believed who comes from a provider?

use openidconnect::ClaimsVerificationError;

use crate::services::http::HttpError;
use crate::services::resilience::{CallError, Classify, Fault, SettingsError};

/// Why a provider could not be asked, or what it said is not believed. Holds no codes and no tokens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OidcError {
    /// The settings name no provider.
    #[error("the issuer is not an address")]
    Settings,
    /// The settings of the circuit contradict each other.
    #[error(transparent)]
    Circuit(#[from] SettingsError),
    /// There was no answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It is left alone for a while.
    #[error("the provider is not asked at present")]
    Rejected,
    /// It answered with a status that is no success.
    #[error("the provider answers with status {status}")]
    Status {
        /// The status.
        status: u16,
    },
    /// It does not speak as a provider does, or claims to be another one.
    #[error("what the provider says of itself is not valid: {what}")]
    Document {
        /// What is wrong with it.
        what: &'static str,
    },
    /// It does not take the code.
    #[error("the provider refuses the code ({code})")]
    Code {
        /// Its word for the reason.
        code: String,
    },
    /// The token is not to be believed.
    #[error("the token is not valid: {what}")]
    Token {
        /// What is wrong with it: one word.
        what: &'static str,
    },
}

impl OidcError {
    /// One word for the audit log.
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Settings | Self::Circuit(_) => "settings",
            Self::Http(_) | Self::Rejected | Self::Status { .. } => "unreachable",
            Self::Document { .. } => "document",
            Self::Code { .. } => "code",
            Self::Token { what } => what,
        }
    }

    /// Whether it may be otherwise in a while.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Http(_) | Self::Rejected | Self::Status { .. } | Self::Document { .. })
    }
}

impl Classify for OidcError {
    fn fault(&self) -> Fault {
        match self {
            Self::Http(error) => error.fault(),
            Self::Status { status: 401..=403 } | Self::Settings | Self::Circuit(_) => {
                Fault::Credentials
            }
            Self::Status { .. } | Self::Rejected | Self::Document { .. } => Fault::Service,
            // A stranger can send any code; it says nothing about the provider.
            Self::Code { .. } | Self::Token { .. } => Fault::Caller,
        }
    }
}

impl From<CallError<Self>> for OidcError {
    fn from(error: CallError<Self>) -> Self {
        match error {
            CallError::Failed(error) => error,
            _ => Self::Rejected,
        }
    }
}

impl From<ClaimsVerificationError> for OidcError {
    fn from(error: ClaimsVerificationError) -> Self {
        let what = match error {
            ClaimsVerificationError::Expired(_) => "expired",
            ClaimsVerificationError::InvalidAudience(_) => "audience",
            ClaimsVerificationError::InvalidIssuer(_) => "issuer",
            ClaimsVerificationError::InvalidNonce(_) => "nonce",
            ClaimsVerificationError::InvalidSubject(_) => "subject",
            ClaimsVerificationError::SignatureVerification(_) => "signature",
            _ => "claims",
        };
        Self::Token { what }
    }
}
