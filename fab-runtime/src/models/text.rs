//! How is a value written as text, and read back from what a person typed?

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::models::columns::Column;
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
