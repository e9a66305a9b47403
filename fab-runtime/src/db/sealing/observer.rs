//! Who is told of a cell that does not open, and how often?

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::models::{Key, ModelMeta};

/// Is told of sealed cells that do not open, to put it on record.
pub trait SealObserver: fmt::Debug + Send + Sync {
    /// A cell did not open. Called while rows are read, so it must not wait.
    fn broken(&self, cell: &BrokenCell<'_>);
}

/// A sealed cell that does not open.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct BrokenCell<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// The column.
    pub column: &'static str,
    /// The key of its row.
    pub key: &'a Key,
    /// What is wrong with it.
    pub reason: &'static str,
    /// How many cells nobody was told of before, because there were too many.
    pub unsaid: u64,
}

/// How many cells are told of in a minute: a table that was tampered with has thousands.
const TOLD: u64 = 60;

/// Bounds how often somebody is told.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    minute: AtomicI64,
    told: AtomicU64,
    unsaid: AtomicU64,
}

impl Watch {
    /// Whether to tell of one more in that minute; if so, how many were left unsaid before.
    pub(crate) fn admits(&self, minute: i64) -> Option<u64> {
        if self.minute.swap(minute, Ordering::Relaxed) != minute {
            self.told.store(0, Ordering::Relaxed);
        }
        if self.told.fetch_add(1, Ordering::Relaxed) < TOLD {
            return Some(self.unsaid.swap(0, Ordering::Relaxed));
        }
        self.unsaid.fetch_add(1, Ordering::Relaxed);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{TOLD, Watch};

    #[test]
    fn the_number_of_those_left_unsaid_is_told_later() {
        let watch = Watch::default();
        for _ in 0..TOLD {
            assert_eq!(watch.admits(1), Some(0));
        }
        assert_eq!(watch.admits(1), None);
        assert_eq!(watch.admits(1), None);
        assert_eq!(watch.admits(2), Some(2));
        assert_eq!(watch.admits(2), Some(0));
    }
}
