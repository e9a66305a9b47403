//! Which rates of exchange does the site know of? Told in words, so that pages need not know who keeps them.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::db::Store;

/// A rate, as pages and figures tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLine {
    /// Such as `EUR/USD`.
    pub pair: String,
    /// How much.
    pub rate: String,
    /// Who said so.
    pub source: String,
    /// How far it can be trusted, in a few words.
    pub trust: &'static str,
    /// How many seconds ago it was confirmed.
    pub age_seconds: i64,
}

type Lines = Arc<dyn Fn() -> Vec<RateLine> + Send + Sync>;
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;
type Keeps = Arc<dyn Fn(Store) -> Task + Send + Sync>;

/// Who knows rates, and who keeps them up to date while the site is served.
#[derive(Clone, Default)]
pub struct RateBoard {
    lines: Option<Lines>,
    keeps: Option<Keeps>,
}

impl RateBoard {
    /// A board whose lines `lines` knows.
    pub fn new(lines: impl Fn() -> Vec<RateLine> + Send + Sync + 'static) -> Self {
        Self { lines: Some(Arc::new(lines)), keeps: None }
    }

    /// Runs this while the site is served; it is dropped when the site stops, and should not end before.
    #[must_use]
    pub fn kept_by(mut self, keeps: impl Fn(Store) -> Task + Send + Sync + 'static) -> Self {
        self.keeps = Some(Arc::new(keeps));
        self
    }

    /// The rates just now.
    pub(crate) fn lines(&self) -> Vec<RateLine> {
        self.lines.as_ref().map(|lines| lines()).unwrap_or_default()
    }

    /// Keeps the rates; never ends.
    pub(crate) async fn keep(&self, store: &Store) {
        if let Some(keeps) = &self.keeps {
            keeps(store.clone()).await;
        }
        std::future::pending::<()>().await;
    }
}

impl fmt::Debug for RateBoard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateBoard").field("is_kept", &self.keeps.is_some()).finish_non_exhaustive()
    }
}
