//! Why was there no answer?

use std::io;
use std::time::Duration;

use crate::services::http::UrlError;
use crate::services::resilience::{Classify, Fault};

/// Why a provider gave no answer that could be read. Holds neither paths nor what was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The address is none.
    #[error(transparent)]
    Url(UrlError),
    /// The request holds what no header can.
    #[error("the request is not valid")]
    Request,
    /// The host was not named beforehand.
    #[error("`{host}` is not among the hosts that may be asked")]
    Host {
        /// Its name.
        host: String,
    },
    /// It would be asked without TLS.
    #[error("`{host}` may be asked over TLS only")]
    Plain {
        /// Its name.
        host: String,
    },
    /// Its name leads into a network of our own.
    #[error("`{host}` leads to an address that is not public")]
    Private {
        /// Its name.
        host: String,
    },
    /// Its name leads nowhere.
    #[error("`{host}` has no address")]
    Resolve {
        /// Its name.
        host: String,
        /// What the system said.
        #[source]
        source: Option<io::Error>,
    },
    /// It does not accept connections, or is not who it should be.
    #[error("no connection to `{host}`")]
    Connect {
        /// Its name.
        host: String,
        /// What happened.
        #[source]
        source: io::Error,
    },
    /// The roots of trust of the settings cannot be read.
    #[error("the certificates of the settings are not valid")]
    Roots,
    /// Not everything was there in time.
    #[error("`{host}` did not answer within {} ms", limit.as_millis())]
    Deadline {
        /// Its name.
        host: String,
        /// How long it had.
        limit: Duration,
    },
    /// The answer is larger than it may be.
    #[error("the answer of `{host}` is larger than {limit} bytes")]
    TooLarge {
        /// Its name.
        host: String,
        /// How large it may be.
        limit: usize,
    },
    /// It sends us elsewhere; we do not go.
    #[error("`{host}` answers with a redirection ({status})")]
    Redirected {
        /// Its name.
        host: String,
        /// The status.
        status: u16,
    },
    /// What it sent is no answer.
    #[error("the answer of `{host}` is not valid")]
    Protocol {
        /// Its name.
        host: String,
        /// What happened.
        #[source]
        source: Option<hyper::Error>,
    },
}

impl Classify for HttpError {
    fn fault(&self) -> Fault {
        match self {
            // Settings are wrong: no call can succeed until an operator acts.
            Self::Url(_)
            | Self::Host { .. }
            | Self::Plain { .. }
            | Self::Private { .. }
            | Self::Roots => Fault::Credentials,
            Self::Request => Fault::Caller,
            Self::Resolve { .. }
            | Self::Connect { .. }
            | Self::Deadline { .. }
            | Self::TooLarge { .. }
            | Self::Redirected { .. }
            | Self::Protocol { .. } => Fault::Service,
        }
    }
}
