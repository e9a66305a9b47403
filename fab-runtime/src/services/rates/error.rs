//! Why is there no rate?

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::services::http::HttpError;
use crate::services::rates::Currency;
use crate::services::resilience::{Classify, Fault};

/// Why what a source sent is no table of rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// It has another form: another page, or half of one.
    #[error("it is not a table of rates")]
    Form,
    /// It says not for which day it holds.
    #[error("it has no date")]
    Date,
    /// It says not in which currency.
    #[error("it has no base")]
    Base,
    /// A rate is zero, negative, absurd, or no number.
    #[error("a rate is not a number that a rate can be")]
    Rate,
    /// It says the same thing twice.
    #[error("a currency stands there twice")]
    Twice,
    /// It holds too much, or nothing.
    #[error("it holds too many rates, or none")]
    Count,
}

/// Why a source gave no rates.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// It could not be asked.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It refused.
    #[error("the source answered {status}")]
    Status {
        /// With this status.
        status: u16,
        /// Whose fault that is.
        fault: Fault,
    },
    /// It answered something else.
    #[error("the answer is not valid")]
    Parse(#[from] ParseError),
    /// Its table is not of these days.
    #[error("the table is not of these days")]
    Outdated,
}

impl Classify for RateError {
    fn fault(&self) -> Fault {
        match self {
            Self::Http(error) => error.fault(),
            // A question that is wrong is our setting: another source is asked, and an operator has to act.
            Self::Status { fault: Fault::Caller, .. } => Fault::Credentials,
            Self::Status { fault, .. } => *fault,
            Self::Parse(_) | Self::Outdated => Fault::Service,
        }
    }
}

/// Why there is no rate to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoRate {
    /// No source ever named it.
    #[error("nobody knows a rate for {currency}")]
    Unknown {
        /// The currency.
        currency: Currency,
    },
    /// The last one is older than it may be.
    #[error("the last rate is from {as_of}, which is too old to move money")]
    TooOld {
        /// When it was last confirmed.
        as_of: DateTime<Utc>,
    },
    /// It cannot be computed.
    #[error("the rate is too large or too small")]
    Range,
    /// No source could be used.
    #[error("no source of rates is available ({} were asked)", attempts.len())]
    Unavailable {
        /// Whom we asked, and why they are of no use.
        attempts: Vec<(Arc<str>, String)>,
    },
}
