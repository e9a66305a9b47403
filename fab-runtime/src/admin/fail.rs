//! What can a request be refused for? Every answer that is no page, and what the peer is told of it.

use std::error::Error as StdError;
use std::time::Duration;

use poem::http::{Method, StatusCode};

/// Why a request gets no page. What stands inside [`Fail::Inside`] is logged and never shown.
#[derive(Debug)]
pub(crate) enum Fail {
    /// The request cannot be read.
    Malformed,
    /// Nobody is signed in, and the page needs somebody.
    SignIn,
    /// The password was right, and a second factor has to follow.
    Factor,
    /// A second factor has to be set up before anything else.
    Enrol,
    /// What they want asks for a fresh proof of who it is.
    StepUp,
    /// They may not.
    Forbidden,
    /// The form does not come from a page of this site, or from one that was made for someone else.
    Forged,
    /// There is no such page, or no such row for them.
    NotFound,
    /// The link was used, or is too old.
    DeadLink,
    /// The page takes other methods.
    OtherMethod(Vec<Method>),
    /// The request or its answer took too long.
    TooSlow,
    /// The body is too large.
    TooLarge,
    /// The address is too long.
    UriTooLong,
    /// The body is no form.
    Unsupported,
    /// The request is meant for another host.
    Misdirected,
    /// Too many attempts; the wait until the next one may succeed.
    TooMany(Duration),
    /// The database cannot be reached.
    Unavailable(Source),
    /// A fault of the program or of the database.
    Inside(Source),
}

type Source = Box<dyn StdError + Send + Sync>;

impl Fail {
    /// A fault, with the error underneath.
    pub(crate) fn inside(error: impl Into<Source>) -> Self {
        Self::Inside(error.into())
    }

    /// The status of the answer.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::SignIn | Self::Factor => StatusCode::UNAUTHORIZED,
            Self::Enrol | Self::StepUp | Self::Forbidden | Self::Forged => StatusCode::FORBIDDEN,
            Self::NotFound | Self::DeadLink => StatusCode::NOT_FOUND,
            Self::OtherMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Inside(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word for programs; it never changes.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::SignIn => "sign_in_required",
            Self::Factor => "mfa_required",
            Self::Enrol => "mfa_enrollment_required",
            Self::StepUp => "step_up_required",
            Self::Forbidden => "forbidden",
            Self::Forged => "forged",
            Self::NotFound => "not_found",
            Self::DeadLink => "dead_link",
            Self::OtherMethod(_) => "method_not_allowed",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::UriTooLong => "uri_too_long",
            Self::Unsupported => "unsupported_media_type",
            Self::Misdirected => "misdirected",
            Self::TooMany(_) => "too_many_attempts",
            Self::Unavailable(_) => "unavailable",
            Self::Inside(_) => "internal",
        }
    }

    /// Heading and sentence, where the usual ones of the status would not tell what to do.
    pub(crate) const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Forged => (
                "The form is no longer valid",
                "It was made for another session, or it comes from another site. Go back, reload the page and try again.",
            ),
            Self::Factor => {
                ("One more step", "Show by your second factor that it is you, then try again.")
            }
            Self::Enrol => (
                "Set up a second factor first",
                "Your role asks for more than a password. Nothing else opens before you have set one up.",
            ),
            Self::StepUp => (
                "Confirm that it is you",
                "What you are about to do asks for a fresh proof. Nothing was done yet.",
            ),
            Self::DeadLink => (
                "This link no longer works",
                "It was used already, or it is too old. Ask for a new one.",
            ),
            Self::TooMany(_) => ("Too many attempts", "Wait a few minutes, then try again."),
            Self::TooSlow => (
                "This took too long",
                "The request was given up. Try again, or ask for less at once.",
            ),
            _ => ("", ""),
        }
    }

    /// The error underneath, for the log.
    pub(crate) fn source(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match self {
            Self::Unavailable(source) | Self::Inside(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

impl From<crate::error::Error> for Fail {
    fn from(error: crate::error::Error) -> Self {
        Self::inside(error)
    }
}
