//! How is a value read back from what stands as text? For SQLite, and for labels everywhere.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::db::statement::Read;
use crate::db::storage::Storage;
use crate::models::validate::at_scale;
use crate::models::{Kind, Value, parse_kind};

/// A decimal that was read, with the digits of its column where that loses nothing.
pub(crate) fn scaled(decimal: Decimal, scale: u8) -> Decimal {
    at_scale(decimal, scale).unwrap_or(decimal)
}

/// A decimal whose minor units are `units`; `None` when the scale is beyond what decimals can be.
pub(crate) fn from_minor_units(units: i64, scale: u8) -> Option<Decimal> {
    Decimal::try_new(units, u32::from(scale)).ok()
}

/// Reads what stands as text where `read` is expected; `None` when it cannot be that.
pub(crate) fn parse(read: Read, text: &str) -> Option<Value> {
    match read.kind {
        Kind::Text => Some(Value::Text(text.to_owned())),
        Kind::Bytes => Some(Value::Bytes(text.as_bytes().to_vec())),
        Kind::Bool => match text {
            "t" | "T" | "y" | "Y" => Some(Value::Bool(true)),
            "f" | "F" | "n" | "N" => Some(Value::Bool(false)),
            _ => parse_kind(Kind::Bool, text),
        },
        Kind::Decimal if read.storage == Storage::Native && !text.contains('.') => {
            from_minor_units(text.parse().ok()?, read.scale).map(Value::Decimal)
        }
        Kind::Decimal => match parse_kind(Kind::Decimal, text)? {
            Value::Decimal(decimal) => Some(Value::Decimal(scaled(decimal, read.scale))),
            _ => None,
        },
        Kind::Date => parse_date(text).map(Value::Date),
        Kind::Timestamp => parse_timestamp(text).map(Value::Timestamp),
        Kind::DateTime => parse_timestamp(text).map(|at| Value::DateTime(at.naive_utc())),
        Kind::Int | Kind::Money | Kind::Float | Kind::Time | Kind::Uuid | Kind::Json => {
            parse_kind(read.kind, text)
        }
    }
}

/// The date in front, whatever time follows.
fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()
}

/// `2009-01-01 00:00:00`, `2009-01-01T00:00:00.000000Z`, `2009-01-01 00:00:00+00`, or a date alone.
fn parse_timestamp(text: &str) -> Option<DateTime<Utc>> {
    if let Some(Value::Timestamp(at)) = parse_kind(Kind::Timestamp, text) {
        return Some(at);
    }
    let with_minutes = format!("{text}:00");
    let with_zone = if text.len() > 19 { with_minutes.as_str() } else { text };
    DateTime::parse_from_str(&with_zone.replacen('T', " ", 1), "%Y-%m-%d %H:%M:%S%.f%:z")
        .map(|at| at.with_timezone(&Utc))
        .ok()
}
