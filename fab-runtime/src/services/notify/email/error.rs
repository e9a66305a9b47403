//! Why did a mail server not take a message?

use std::io;

use crate::services::notify::Refusal;
use crate::services::resilience::{Classify, Fault, SettingsError};

/// Why a mailer cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailerError {
    /// The certificates of the settings cannot be read.
    #[error("the certificates for `{host}` are not valid")]
    Roots {
        /// Which server.
        host: String,
    },
    /// What the machine calls itself cannot stand in a command.
    #[error("`hello` for `{host}` is not a name")]
    Hello {
        /// Which server.
        host: String,
    },
    /// The settings of its circuit contradict each other.
    #[error("the circuit of `{host}`")]
    Circuit {
        /// Which server.
        host: String,
        /// Why.
        #[source]
        source: SettingsError,
    },
}

/// Why a mail server did not take a message. Holds nothing that the server said, since it repeats addresses.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SmtpError {
    /// There is no connection to it.
    #[error("no connection to the mail server")]
    Connect(#[source] Option<io::Error>),
    /// It would be spoken to without TLS.
    #[error("the mail server is not on this machine and would be spoken to without TLS")]
    Plain,
    /// It does not offer TLS, or is not who it should be.
    #[error("no private connection to the mail server")]
    Tls,
    /// It does not know us.
    #[error("the mail server refused our login")]
    Login,
    /// It answered with this code.
    #[error("the mail server answered {0}")]
    Code(u16),
    /// What it sent is no answer.
    #[error("the mail server did not answer as it should")]
    Protocol,
    /// The message can be put into no form that the server takes.
    #[error("the message cannot be written as e-mail")]
    Compose,
}

impl Classify for SmtpError {
    fn fault(&self) -> Fault {
        match self {
            Self::Connect(_) | Self::Tls | Self::Protocol => Fault::Service,
            Self::Plain | Self::Login => Fault::Credentials,
            Self::Compose => Fault::Caller,
            Self::Code(code) => match code {
                // The mailbox, its owner, or what the message says.
                501 | 510 | 511 | 550..=554 | 556 => Fault::Caller,
                530 | 534 | 535 | 538 => Fault::Credentials,
                // This mailbox not now, as with grey lists: nothing that others would notice.
                450 | 452 => Fault::Unable,
                _ => Fault::Service,
            },
        }
    }
}

impl SmtpError {
    /// What is wrong with a message that a server refused.
    pub(super) fn refusal(&self) -> Refusal {
        match self {
            Self::Code(552 | 554) | Self::Compose => Refusal::Content,
            _ => Refusal::Recipient,
        }
    }
}
