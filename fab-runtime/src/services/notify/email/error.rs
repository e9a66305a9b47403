//! Why did a mail server not take a message?

use std::{fmt, io};

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
    #[error("the mail server answered {code} {stage}")]
    Code {
        /// Which one.
        code: u16,
        /// What it answered.
        stage: SmtpStage,
    },
    /// It does not take mail from us for that recipient, whoever they are: many servers say so no earlier.
    #[error("the mail server answered {code}: it may not take this from us")]
    Policy {
        /// Its answer.
        code: u16,
    },
    /// What it sent is no answer.
    #[error("the mail server did not answer as it should")]
    Protocol,
    /// The message can be put into no form that the server takes.
    #[error("the message cannot be written as e-mail")]
    Compose,
}

/// What a mail server is told, one after the other: what it says to the first two is nothing that a message can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SmtpStage {
    /// That we are here, and who we are.
    Greeting,
    /// Who the message is from: the same for all of them.
    Sender,
    /// To whom it goes.
    Recipient,
    /// What it says.
    Message,
}

impl fmt::Display for SmtpStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greeting => "to our greeting",
            Self::Sender => "to our sender",
            Self::Recipient => "to the recipient",
            Self::Message => "to the message",
        })
    }
}

impl Classify for SmtpError {
    fn fault(&self) -> Fault {
        match self {
            Self::Connect(_) | Self::Tls | Self::Protocol => Fault::Service,
            Self::Plain | Self::Login => Fault::Credentials,
            Self::Compose => Fault::Caller,
            // The next server may; nothing that messages to others would notice.
            Self::Policy { .. } => Fault::Unable,
            Self::Code { code, stage } => by_code(*code, *stage),
        }
    }
}

/// A refusal for good is the fault of a message only where the server knows anything of the message.
const fn by_code(code: u16, stage: SmtpStage) -> Fault {
    match (code, stage) {
        // It does not know us, or takes no mail in our name: no message is taken until somebody sees to that.
        (530 | 534 | 535 | 538, _) | (550 | 551 | 553 | 554, SmtpStage::Sender) => {
            Fault::Credentials
        }
        // The mailbox and its owner; or what it says, and how much.
        (501 | 510 | 511, SmtpStage::Recipient)
        | (550..=554 | 556, SmtpStage::Recipient | SmtpStage::Message) => Fault::Caller,
        // This mailbox not now, as with grey lists: nothing that others would notice.
        (450 | 452, SmtpStage::Recipient | SmtpStage::Message) => Fault::Unable,
        _ => Fault::Service,
    }
}

impl SmtpError {
    /// What is wrong with a message that a server refused.
    pub(super) fn refusal(&self) -> Refusal {
        match self {
            Self::Code { stage: SmtpStage::Message, .. } | Self::Compose => Refusal::Content,
            _ => Refusal::Recipient,
        }
    }
}
