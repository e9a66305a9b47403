//! How is a table of rates in JSON read? To the last digit: numbers never pass through a float.

use std::fmt;

use chrono::{DateTime, NaiveDate};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::services::rates::table::number;
use crate::services::rates::{ParseError, Table};

/// What the fields of the object are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonShape {
    /// The base; `base`.
    pub base: String,
    /// The day: `2026-11-20`, a moment of RFC 3339 or RFC 2822, or seconds since 1970; `date`.
    pub date: String,
    /// The object with a rate for each currency; `rates`.
    pub rates: String,
}

impl Default for JsonShape {
    fn default() -> Self {
        Self { base: "base".to_owned(), date: "date".to_owned(), rates: "rates".to_owned() }
    }
}

/// An object with every value as it is written; the same name twice is an error.
struct Object(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut pairs: Vec<(String, Box<RawValue>)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if pairs.len() >= 1_000 || pairs.iter().any(|(other, _)| *other == name) {
                        return Err(serde::de::Error::custom("too many fields, or one twice"));
                    }
                    pairs.push((name, value));
                }
                Ok(Object(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

impl Object {
    fn read(text: &str) -> Result<Self, ParseError> {
        serde_json::from_str(text).map_err(|_| ParseError::Form)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.get())
    }
}

pub(super) fn parse(bytes: &[u8], shape: &JsonShape) -> Result<Table, ParseError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ParseError::Form)?;
    let object = Object::read(text)?;
    let base = word(object.get(&shape.base).ok_or(ParseError::Base)?);
    let base = base.and_then(|base| base.parse().ok()).ok_or(ParseError::Base)?;
    let published = object.get(&shape.date).and_then(date).ok_or(ParseError::Date)?;
    let rates = Object::read(object.get(&shape.rates).ok_or(ParseError::Form)?)?;
    let rates = rates.0.iter().map(|(code, value)| {
        let currency = code.parse().map_err(|_| ParseError::Form)?;
        let quoted = word(value.get());
        Ok((currency, number(quoted.as_deref().unwrap_or(value.get()))?))
    });
    Table::new(base, published, rates.collect::<Result<Vec<_>, ParseError>>()?)
}

/// A text in quotes.
fn word(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

fn date(json: &str) -> Option<NaiveDate> {
    let Some(text) = word(json) else {
        return Some(DateTime::from_timestamp(json.trim().parse().ok()?, 0)?.date_naive());
    };
    let moment =
        DateTime::parse_from_rfc3339(&text).or_else(|_| DateTime::parse_from_rfc2822(&text));
    text.parse().ok().or_else(|| Some(moment.ok()?.to_utc().date_naive()))
}
