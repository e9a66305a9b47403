//! What time is it? The only file that reads the system clock.

use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};

/// A source of the current time, so that every test is deterministic.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Now, in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// The time since some beginning, for measuring how long something took or has to wait.
    ///
    /// It never goes back, whatever happens to the calendar.
    fn monotonic(&self) -> Duration;
}

/// The system's clock, cut to microseconds: what every database keeps.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the clock")]
    fn now(&self) -> DateTime<Utc> {
        let now = DateTime::<Utc>::from(SystemTime::now());
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }

    fn monotonic(&self) -> Duration {
        static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGINNING.elapsed()
    }
}

/// A clock that moves only when told to.
///
/// ```
/// use fab_runtime::clock::{Clock, ManualClock};
/// let clock = ManualClock::at(1_700_000_000);
/// clock.advance(60);
/// assert_eq!(clock.now().timestamp(), 1_700_000_060);
/// ```
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<Mutex<Moment>>);

#[derive(Debug, Default)]
struct Moment {
    calendar: DateTime<Utc>,
    running: Duration,
}

impl ManualClock {
    /// A clock that stands at `seconds` after the Unix epoch.
    pub fn at(seconds: i64) -> Self {
        let calendar = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        Self(Arc::new(Mutex::new(Moment { calendar, running: Duration::ZERO })))
    }

    /// Moves the clock on by `seconds`; backwards moves the calendar alone, as when someone sets a clock.
    pub fn advance(&self, seconds: i64) {
        let mut moment = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moment.calendar += TimeDelta::seconds(seconds);
        moment.running += Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    }

    /// Moves the clock on by `time`, which may be less than a second.
    pub fn pass(&self, time: Duration) {
        let mut moment = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moment.calendar += time;
        moment.running += time;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).calendar
    }

    fn monotonic(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_the_calendar_back_does_not_turn_time_back() {
        let clock = ManualClock::at(1_000);
        clock.advance(5);
        clock.advance(-3_600);
        clock.pass(Duration::from_millis(250));
        assert_eq!(clock.now().timestamp_millis(), 1_000_000 + 5_000 - 3_600_000 + 250);
        assert_eq!(clock.monotonic(), Duration::from_millis(5_250));
    }

    #[test]
    fn the_time_of_the_system_goes_on() {
        let before = SystemClock.monotonic();
        while SystemClock.monotonic() == before {}
        assert!(SystemClock.monotonic() > before);
    }
}
