//! What can a provider of text messages do, and what may it answer?

use std::fmt;
use std::pin::Pin;

use crate::services::http::HttpError;
use crate::services::notify::{Refusal, Text};
use crate::services::resilience::{Classify, Fault};

/// By what a provider knows a message that it took over.
pub type Reference = Option<String>;

/// Why a provider did not take a message. Holds neither number nor words.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SmsError {
    /// It could not be asked, or did not answer as it should.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It refused.
    #[error("the provider answered {status} ({code})")]
    Refused {
        /// The status of its answer.
        status: u16,
        /// What it calls the reason.
        code: String,
        /// Whose fault that is.
        fault: Fault,
        /// What is wrong with the message, if it is the message.
        refusal: Refusal,
    },
}

impl Classify for SmsError {
    fn fault(&self) -> Fault {
        match self {
            Self::Http(error) => error.fault(),
            Self::Refused { fault, .. } => *fault,
        }
    }
}

impl SmsError {
    pub(super) const fn refusal(&self) -> Refusal {
        match self {
            Self::Http(_) => Refusal::Content,
            Self::Refused { refusal, .. } => *refusal,
        }
    }
}

/// Sends text messages. Implement it for a provider that is not here; [`Texts`](super::Texts) puts the layers around.
pub trait SmsProvider: fmt::Debug + Send + Sync + 'static {
    /// What its circuit is called, after `sms.`
    fn name(&self) -> &str;

    /// Hands a message over.
    ///
    /// # Errors
    ///
    /// When the provider does not take it; the error says whose fault that is.
    fn send<'a>(
        &'a self,
        text: &'a Text,
    ) -> Pin<Box<dyn Future<Output = Result<Reference, SmsError>> + Send + 'a>>;
}
