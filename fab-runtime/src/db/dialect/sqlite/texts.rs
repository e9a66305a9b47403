//! How are moments written as texts? SQLite has no types for them, so that they have to sort as texts.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// An instant in the fixed width that sorts as text.
pub(super) fn timestamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// A date and time without zone in the fixed width that sorts as text.
pub(super) fn datetime(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// A date and time as most programs write it into SQLite.
pub(super) fn usual_datetime(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M:%S%.f").to_string()
}

/// A time of day in the fixed width that sorts as text.
pub(super) fn time(at: NaiveTime) -> String {
    at.format("%H:%M:%S%.6f").to_string()
}

/// A calendar date.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}
