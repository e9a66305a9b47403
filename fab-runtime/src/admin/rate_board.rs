//! Which rates of exchange does the site know of? Those of a desk, if the application has one; told in words, so that pages
//! need not know desks.

use std::fmt;
use std::sync::Arc;

/// A rate, as pages and figures tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RateLine {
    /// Such as `EUR/USD`.
    pub(crate) pair: String,
    /// How much.
    pub(crate) rate: String,
    /// Who said so.
    pub(crate) source: String,
    /// How far it can be trusted, in a word.
    pub(crate) trust: &'static str,
    /// How long ago it was confirmed.
    pub(crate) age_seconds: i64,
}

/// Who knows the rates.
#[derive(Clone, Default)]
pub(crate) struct RateBoard(Option<Arc<dyn Fn() -> Vec<RateLine> + Send + Sync>>);

impl RateBoard {
    /// The rates just now.
    pub(crate) fn lines(&self) -> Vec<RateLine> {
        self.0.as_ref().map(|lines| lines()).unwrap_or_default()
    }
}

impl fmt::Debug for RateBoard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RateBoard").field(&self.0.is_some()).finish()
    }
}
