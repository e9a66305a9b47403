//! May one more call be spent on a retry? Retries are a share of the calls, so that they never double the load.

use std::sync::{Mutex, PoisonError};

/// One retry, in the units of the budget.
const RETRY: u32 = 100;

/// So many retries at most are saved up.
const MOST: u32 = 10 * RETRY;

/// The retries that the calls so far have earned.
#[derive(Debug)]
pub(super) struct Budget {
    earned: u32,
    saved: Mutex<u32>,
}

impl Budget {
    /// Each call earns `percent` of a retry; the first few are given.
    pub(super) fn of(percent: u8) -> Self {
        let given = if percent == 0 { 0 } else { 3 * RETRY };
        Self { earned: u32::from(percent), saved: Mutex::new(given) }
    }

    pub(super) fn earn(&self) {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        *saved = saved.saturating_add(self.earned).min(MOST);
    }

    /// Takes a retry out of the budget, if it holds one.
    pub(super) fn spend(&self) -> bool {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        match saved.checked_sub(RETRY) {
            Some(left) => {
                *saved = left;
                true
            }
            None => false,
        }
    }
}
