//! Which date is plausible in a column? By its name, within its bounds.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::cli::seed::dice::Dice;
use crate::models::{Bound, Column, Kind, Value, parse_kind};

/// A date or time for a column of any such kind, as seen from `now`.
pub(crate) fn time(column: &Column, now: DateTime<Utc>, dice: &mut Dice) -> Value {
    match column.kind() {
        Kind::Date => Value::Date(date(column, now, dice)),
        Kind::Time => Value::Time(time_of_day(dice)),
        Kind::DateTime => Value::DateTime(instant(column, now, dice).naive_utc()),
        _ => Value::Timestamp(instant(column, now, dice)),
    }
}

/// How many days before (negative) or after today such a name usually means.
fn days(column: &Column) -> (i64, i64) {
    let has = |part: &str| column.name.split('_').any(|word| word == part);
    match () {
        () if has("birth") || has("birthday") || has("birthdate") || has("born") => {
            (-70 * 365, -18 * 365)
        }
        () if has("hired") || has("since") || has("joined") || has("founded") => (-12 * 365, -30),
        () if has("due") || has("deadline") => (-20, 60),
        () if has("expires") || has("expiry") || has("until") || has("end") || has("ends") => {
            (10, 700)
        }
        () if has("valid") || has("next") || has("planned") || has("delivery") => (1, 120),
        () if has("login") || has("seen") || has("active") => (-30, 0),
        () => (-2 * 365, 0),
    }
}

fn date(column: &Column, now: DateTime<Utc>, dice: &mut Dice) -> NaiveDate {
    let (from, to) = days(column);
    let today = now.date_naive();
    let low = shifted(today, from);
    let high = shifted(today, to);
    let min = bound(column.min()).unwrap_or(low);
    let max = bound(column.max()).unwrap_or(high);
    let (low, high) = match (low.max(min), high.min(max)) {
        (low, high) if low <= high => (low, high),
        _ if low < min => (min, max.max(min)),
        _ => (min.min(max), max),
    };
    let span = high.signed_duration_since(low).num_days();
    shifted(low, dice.int(0..=span))
}

fn shifted(date: NaiveDate, days: i64) -> NaiveDate {
    let count = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(count) } else { date.checked_add_days(count) };
    moved.unwrap_or(date)
}

fn bound(bound: Option<Bound>) -> Option<NaiveDate> {
    let Some(Bound::Text(text)) = bound else { return None };
    match parse_kind(Kind::Timestamp, text)? {
        Value::Timestamp(at) => Some(at.date_naive()),
        _ => None,
    }
}

/// Between six in the morning and ten in the evening, on the quarter.
fn time_of_day(dice: &mut Dice) -> NaiveTime {
    let quarters = TimeDelta::minutes(dice.int(24..=87) * 15);
    NaiveTime::MIN.overflowing_add_signed(quarters).0
}

/// On a second; never later than now when the name speaks of the past.
fn instant(column: &Column, now: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let (_, to) = days(column);
    let second = TimeDelta::seconds(dice.int(0..=59));
    let at: NaiveDateTime = date(column, now, dice).and_time(time_of_day(dice)) + second;
    let at = at.and_utc();
    if to <= 0 && at > now { at - TimeDelta::days(1) } else { at }
}
