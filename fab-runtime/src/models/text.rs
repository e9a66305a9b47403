//! How is a value written as text, and read back from what a person typed?

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::models::columns::Column;
use crate::models::meta::Mask;
use crate::models::validate::Violation;
use crate::models::{Kind, Value};

/// The exact, locale-free text of a value: what a form control is filled with and [`parse_value`] reads.
pub fn plain_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) => "false".to_owned(),
        Value::Int(int) => int.to_string(),
        Value::Float(float) => float.to_string(),
        Value::Decimal(decimal) => decimal.to_string(),
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.format("%Y-%m-%d").to_string(),
        Value::Time(time) => time.format("%H:%M:%S%.f").to_string(),
        Value::Timestamp(at) => at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        Value::DateTime(at) => at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
        Value::Uuid(uuid) => uuid.to_string(),
        Value::Json(json) => json.to_string(),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Value::Sealed(_) => Mask::All.text(None),
    }
}

/// Reads what a person typed for `column`. Blank is NULL, except that text keeps what is not blank as typed.
///
/// Only the notation is judged here; rules of the field are judged by
/// [`validate`](crate::models::validate::validate).
///
/// # Errors
///
/// A [`Violation`] that says what the column wants and gives an example.
pub fn parse_value(column: &Column, text: &str) -> Result<Value, Violation> {
    let kind = column.kind();
    if kind == Kind::Text {
        return Ok(if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) });
    }
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    parse_kind(kind, text).ok_or_else(|| Violation::notation(kind))
}

/// Reads `text` in the notation of `kind`; `None` when it is not in it.
pub fn parse_kind(kind: Kind, text: &str) -> Option<Value> {
    Some(match kind {
        Kind::Bool => Value::Bool(parse_bool(text)?),
        Kind::Int | Kind::Money => Value::Int(text.parse().ok()?),
        Kind::Float => Value::Float(text.parse().ok().filter(|float: &f64| float.is_finite())?),
        Kind::Decimal => Value::Decimal(parse_decimal(text)?),
        Kind::Text => Value::Text(text.to_owned()),
        Kind::Date => Value::Date(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?),
        Kind::Time => Value::Time(parse_time(text)?),
        Kind::Timestamp => Value::Timestamp(parse_timestamp(text)?),
        Kind::DateTime => Value::DateTime(parse_datetime(text)?),
        Kind::Uuid => Value::Uuid(Uuid::parse_str(text).ok()?),
        Kind::Json => Value::Json(serde_json::from_str(text).ok()?),
        Kind::Bytes => return None,
    })
}

fn parse_bool(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "1" => Some(true),
        "false" | "off" | "no" | "0" => Some(false),
        _ => None,
    }
}

fn parse_decimal(text: &str) -> Option<Decimal> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    if !plain || digits == 0 {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
}

fn parse_datetime(text: &str) -> Option<NaiveDateTime> {
    let text = text.replacen(' ', "T", 1);
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())
        .or_else(|| {
            Some(NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN))
        })
}

/// An instant with its offset, or without one and then in UTC: what `datetime-local` sends.
fn parse_timestamp(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .ok()
        .or_else(|| parse_datetime(text.trim_end_matches(['Z', 'z'])).map(|at| at.and_utc()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        for (kind, text, wanted) in [
            (Kind::Bool, "on", "true"),
            (Kind::Bool, "No", "false"),
            (Kind::Decimal, "12.50", "12.50"),
            (Kind::Decimal, "-.5", "-0.5"),
            (Kind::Time, "14:30", "14:30:00"),
            (Kind::DateTime, "2026-01-31 14:30", "2026-01-31T14:30:00"),
            (Kind::DateTime, "2026-01-31", "2026-01-31T00:00:00"),
            (Kind::Timestamp, "2026-01-31T14:30", "2026-01-31T14:30:00Z"),
            (Kind::Timestamp, "2026-01-31T14:30:00.5+02:00", "2026-01-31T12:30:00.500Z"),
        ] {
            let value = parse_kind(kind, text);
            assert_eq!(value.as_ref().map(plain_text).as_deref(), Some(wanted), "{kind:?} {text}");
        }
    }

    #[test]
    fn what_is_not_in_the_notation_is_refused() {
        for (kind, text) in [
            (Kind::Bool, "maybe"),
            (Kind::Int, "1.0"),
            (Kind::Int, "9223372036854775808"),
            (Kind::Float, "NaN"),
            (Kind::Float, "inf"),
            (Kind::Decimal, "1e3"),
            (Kind::Decimal, "1_000"),
            (Kind::Decimal, "."),
            (Kind::Date, "2026-02-30"),
            (Kind::Time, "25:00"),
            (Kind::Timestamp, "yesterday"),
            (Kind::Uuid, "1234"),
            (Kind::Json, "{"),
            (Kind::Bytes, "00"),
        ] {
            assert_eq!(parse_kind(kind, text), None, "{kind:?} {text}");
        }
    }

    fn value() -> impl Strategy<Value = (Kind, Value)> {
        let seconds = -62_135_596_800_i64..253_402_300_800;
        let at = (seconds, 0_u32..1_000_000).prop_filter_map("in range", |(seconds, micros)| {
            DateTime::from_timestamp(seconds, micros * 1000)
        });
        prop_oneof![
            any::<bool>().prop_map(|v| (Kind::Bool, Value::Bool(v))),
            any::<i64>().prop_map(|v| (Kind::Int, Value::Int(v))),
            any::<f64>()
                .prop_filter("finite", |v| v.is_finite())
                .prop_map(|v| (Kind::Float, Value::Float(v))),
            (any::<i64>(), 0_u32..=18)
                .prop_map(|(v, scale)| (Kind::Decimal, Value::Decimal(Decimal::new(v, scale)))),
            ".+".prop_map(|v: String| (Kind::Text, Value::Text(v))),
            at.clone().prop_map(|v| (Kind::Timestamp, Value::Timestamp(v))),
            at.clone().prop_map(|v| (Kind::DateTime, Value::DateTime(v.naive_utc()))),
            at.clone().prop_map(|v| (Kind::Date, Value::Date(v.date_naive()))),
            at.prop_map(|v| (Kind::Time, Value::Time(v.time()))),
            any::<u128>().prop_map(|v| (Kind::Uuid, Value::Uuid(Uuid::from_u128(v)))),
        ]
    }

    proptest! {
        #[test]
        fn every_value_survives_its_text((kind, value) in value()) {
            prop_assert_eq!(parse_kind(kind, &plain_text(&value)), Some(value));
        }
    }
}
