//! When does a circuit open, and for how long?

use std::time::Duration;

/// Over what the rates of a circuit are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowSpan {
    /// The last so many calls.
    Calls(u32),
    /// The calls of the last so long, to a tenth of it.
    Time(Duration),
}

/// The settings of a circuit; the defaults suit a provider that is asked a few times a minute.
///
/// ```
/// # use fab_runtime as fab;
/// use fab::services::resilience::{CircuitSettings, WindowSpan};
///
/// let eager = CircuitSettings {
///     window: WindowSpan::Calls(20),
///     minimum_calls: 5,
///     ..CircuitSettings::default()
/// };
/// assert_eq!(eager.probes, 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircuitSettings {
    /// Over what rates are counted; one minute unless said otherwise.
    pub window: WindowSpan,
    /// Below this number of calls in the window nothing is concluded; 10.
    pub minimum_calls: u32,
    /// At this share of failures, in percent, the circuit opens; 50.
    pub failure_percent: u8,
    /// A call that takes this long is slow; 3 seconds.
    pub slow_call: Duration,
    /// At this share of slow calls, in percent, the circuit opens; 80.
    pub slow_percent: u8,
    /// How long it stays open at first; 30 seconds. Doubles each time that the probes fail.
    pub open: Duration,
    /// It never stays open for longer than this; 5 minutes.
    pub longest_open: Duration,
    /// Up to this share of the open time, in percent, is added by chance, so that many processes do not return at
    /// once; 20.
    pub jitter_percent: u8,
    /// How many calls are let through to try a service that failed; 2.
    pub probes: u32,
    /// The most that a service may ask for in a `Retry-After`; 5 minutes.
    pub longest_pause: Duration,
}

impl Default for CircuitSettings {
    fn default() -> Self {
        Self {
            window: WindowSpan::Time(Duration::from_mins(1)),
            minimum_calls: 10,
            failure_percent: 50,
            slow_call: Duration::from_secs(3),
            slow_percent: 80,
            open: Duration::from_secs(30),
            longest_open: Duration::from_mins(5),
            jitter_percent: 20,
            probes: 2,
            longest_pause: Duration::from_mins(5),
        }
    }
}

/// Why settings make no circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A rate of 0 would open on nothing, one above 100 never.
    #[error("`{setting}` must be from 1 to 100")]
    Percent {
        /// Its name.
        setting: &'static str,
    },
    /// It counts or measures nothing.
    #[error("`{setting}` must be more than zero")]
    Zero {
        /// Its name.
        setting: &'static str,
    },
    /// So many calls never stand in the window.
    #[error("`minimum_calls` is larger than the window of {window} calls")]
    Minimum {
        /// The size of the window.
        window: u32,
    },
    /// The first open time is longer than the longest.
    #[error("`open` is longer than `longest_open`")]
    Open,
}

impl CircuitSettings {
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        let percents =
            [("failure_percent", self.failure_percent), ("slow_percent", self.slow_percent)];
        for (setting, percent) in percents {
            if !(1..=100).contains(&percent) {
                return Err(SettingsError::Percent { setting });
            }
        }
        if self.jitter_percent > 100 {
            return Err(SettingsError::Percent { setting: "jitter_percent" });
        }
        for (setting, count) in [("minimum_calls", self.minimum_calls), ("probes", self.probes)] {
            if count == 0 {
                return Err(SettingsError::Zero { setting });
            }
        }
        match self.window {
            WindowSpan::Calls(0) => return Err(SettingsError::Zero { setting: "window" }),
            WindowSpan::Calls(window) if window < self.minimum_calls => {
                return Err(SettingsError::Minimum { window });
            }
            // The window moves on by tenths, which must not be nothing.
            WindowSpan::Time(span) if span < Duration::from_micros(10) => {
                return Err(SettingsError::Zero { setting: "window" });
            }
            WindowSpan::Calls(_) | WindowSpan::Time(_) => {}
        }
        if self.open > self.longest_open {
            return Err(SettingsError::Open);
        }
        Ok(())
    }
}
