//! How far is a walk over all rows? One line that is written over, for people.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::Duration;

use crate::clock::{Clock as _, SystemClock};

/// A bar of so many letters.
const WIDTH: u64 = 24;

/// How often the line is written.
const PERIOD: Duration = Duration::from_millis(200);

/// The line of a walk.
#[derive(Debug)]
pub(super) struct Progress {
    visible: bool,
    all: u64,
    begun: Duration,
    said: Duration,
}

impl Progress {
    /// A walk over so many rows; nothing is drawn where nobody sits.
    pub(super) fn new(all: u64) -> Self {
        let now = SystemClock.monotonic();
        Self { visible: stderr().is_terminal(), all, begun: now, said: now }
    }

    /// So many rows are done.
    pub(super) fn at(&mut self, what: &str, rows: u64) {
        let now = SystemClock.monotonic();
        if self.visible && now.saturating_sub(self.said) >= PERIOD {
            self.said = now;
            let _ = write!(stderr().lock(), "\r{}", self.line(what, rows));
        }
    }

    /// The line is gone; rows in a second.
    pub(super) fn end(&self, rows: u64) -> u64 {
        if self.visible {
            let _ = write!(stderr().lock(), "\r{:100}\r", "");
        }
        self.speed(rows)
    }

    fn speed(&self, rows: u64) -> u64 {
        let taken = SystemClock.monotonic().saturating_sub(self.begun).as_millis().max(1);
        let taken = u64::try_from(taken).unwrap_or(u64::MAX);
        rows.saturating_mul(1000) / taken
    }

    fn line(&self, what: &str, rows: u64) -> String {
        let done = rows.min(self.all).saturating_mul(WIDTH) / self.all.max(1);
        let count = |letters: u64| usize::try_from(letters).unwrap_or(0);
        let (full, rest) = ("#".repeat(count(done)), ".".repeat(count(WIDTH - done)));
        let (all, speed) = (self.all, self.speed(rows));
        format!("{what:24.24} [{full}{rest}] {rows}/{all} rows, {speed} rows/s ")
    }
}

#[cfg(test)]
mod tests {
    use super::Progress;

    #[test]
    fn the_bar_is_full_at_the_end_and_never_fuller() {
        let progress = Progress::new(10);
        assert!(progress.line("people", 0).contains("[........................] 0/10"));
        assert!(progress.line("people", 5).contains("[############............] 5/10"));
        assert!(progress.line("people", 99).contains("[########################] 99/10"));
        assert!(Progress::new(0).line("people", 0).contains("0/0"));
    }
}
