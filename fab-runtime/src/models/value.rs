//! What does one cell hold, whatever the database?

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::models::sealed::Sealed;

/// The one dynamic type: what a cell holds between a form, a model and a database.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Value {
    /// Nothing; SQL's NULL.
    #[default]
    Null,
    /// See [`Kind::Bool`](crate::models::Kind::Bool).
    Bool(bool),
    /// Also money, as minor units.
    Int(i64),
    /// Never NaN or infinite once validated.
    Float(f64),
    /// At the scale of its column once validated.
    Decimal(Decimal),
    /// Unicode without NUL once validated; choices by their stored name.
    Text(String),
    /// A calendar date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// An instant.
    Timestamp(DateTime<Utc>),
    /// A date and time without a zone.
    DateTime(NaiveDateTime),
    /// A UUID.
    Uuid(Uuid),
    /// A JSON document.
    Json(serde_json::Value),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A value of a sealed column; never NULL, which stays NULL.
    Sealed(Sealed),
}

impl Value {
    /// Whether this is NULL.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value itself, or the one inside a sealed cell; `None` for a cell that nobody has opened.
    pub fn exposed(&self) -> Option<&Self> {
        match self {
            Self::Sealed(sealed) => sealed.expose(),
            value => Some(value),
        }
    }

    /// The text inside, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer inside, if it is one.
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// The boolean inside, if it is one.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The instant inside, if it is one.
    pub const fn as_timestamp(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Timestamp(value) => Some(*value),
            _ => None,
        }
    }

    /// The word for what this holds, for messages.
    pub const fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "yes or no",
            Self::Int(_) => "whole number",
            Self::Float(_) => "number",
            Self::Decimal(_) => "decimal number",
            Self::Text(_) => "text",
            Self::Date(_) => "date",
            Self::Time(_) => "time of day",
            Self::Timestamp(_) => "date and time",
            Self::DateTime(_) => "date and time without zone",
            Self::Uuid(_) => "UUID",
            Self::Json(_) => "JSON",
            Self::Bytes(_) => "bytes",
            Self::Sealed(_) => "sealed value",
        }
    }
}

macro_rules! value_from {
    ($($ty:ty => $variant:ident),* $(,)?) => {$(
        impl From<$ty> for Value {
            fn from(value: $ty) -> Self { Self::$variant(value.into()) }
        }
    )*};
}

value_from! {
    bool => Bool, i64 => Int, i32 => Int, i16 => Int, u32 => Int, f64 => Float, Decimal => Decimal,
    String => Text, &str => Text, NaiveDate => Date, NaiveTime => Time, DateTime<Utc> => Timestamp,
    NaiveDateTime => DateTime, Uuid => Uuid, serde_json::Value => Json, Vec<u8> => Bytes,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
