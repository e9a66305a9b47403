//! How did the last calls go? Tallies over the last so many calls, or over the last so long.

use std::collections::VecDeque;
use std::time::Duration;

use crate::services::resilience::WindowSpan;

/// How many calls there were, and how many went wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) calls: u32,
    pub(super) failures: u32,
    pub(super) slow: u32,
}

impl Tally {
    pub(super) fn one(failed: bool, slow: bool) -> Self {
        Self { calls: 1, failures: u32::from(failed), slow: u32::from(slow) }
    }

    fn add(&mut self, other: Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.failures = self.failures.saturating_add(other.failures);
        self.slow = self.slow.saturating_add(other.slow);
    }

    fn take(&mut self, other: Self) {
        self.calls = self.calls.saturating_sub(other.calls);
        self.failures = self.failures.saturating_sub(other.failures);
        self.slow = self.slow.saturating_sub(other.slow);
    }

    /// Whether `part` of the calls are at least `percent` of them.
    pub(super) fn reaches(self, part: u32, percent: u8) -> bool {
        self.calls > 0 && u64::from(part) * 100 >= u64::from(percent) * u64::from(self.calls)
    }
}

/// A time window moves on by this part of itself.
const SLICES: u32 = 10;

/// The calls that still count.
#[derive(Debug)]
pub(super) struct Window {
    span: WindowSpan,
    /// One entry for each call, or for each slice of time that had calls; the oldest first.
    entries: VecDeque<(u128, Tally)>,
    sum: Tally,
}

impl Window {
    pub(super) fn new(span: WindowSpan) -> Self {
        Self { span, entries: VecDeque::new(), sum: Tally::default() }
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.sum = Tally::default();
    }

    pub(super) fn record(&mut self, now: Duration, call: Tally) {
        self.forget(now);
        let slice = self.slice(now);
        match (self.span, self.entries.back_mut()) {
            (WindowSpan::Time(_), Some((last, tally))) if *last == slice => tally.add(call),
            _ => self.entries.push_back((slice, call)),
        }
        self.sum.add(call);
        self.forget(now);
    }

    /// What counts at the time `now`.
    pub(super) fn tally(&mut self, now: Duration) -> Tally {
        self.forget(now);
        self.sum
    }

    fn slice(&self, now: Duration) -> u128 {
        match self.span {
            WindowSpan::Calls(_) => 0,
            WindowSpan::Time(span) => {
                (now.as_nanos() * u128::from(SLICES)).checked_div(span.as_nanos()).unwrap_or(0)
            }
        }
    }

    fn forget(&mut self, now: Duration) {
        let current = self.slice(now);
        while let Some((slice, tally)) = self.entries.front() {
            let stays = match self.span {
                WindowSpan::Calls(size) => self.sum.calls <= size,
                WindowSpan::Time(_) => current < slice + u128::from(SLICES),
            };
            if stays {
                break;
            }
            self.sum.take(*tally);
            self.entries.pop_front();
        }
    }
}
