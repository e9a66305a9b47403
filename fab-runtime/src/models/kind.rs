//! Which family of values does a column hold?

/// The family of values that one column holds; knows no database.
///
/// A [`FieldType`](crate::models::FieldType) announces its kind, and everything else (storage, control,
/// operators, formatting) follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// True or false.
    Bool,
    /// A signed 64-bit integer; narrower Rust types add a range.
    Int,
    /// A 64-bit float.
    Float,
    /// An exact number with at most 18 digits; the scale stands in the column.
    Decimal,
    /// Unicode text without NUL.
    Text,
    /// A calendar date.
    Date,
    /// A time of day, microseconds.
    Time,
    /// An instant, UTC, microseconds.
    Timestamp,
    /// A date and a time without a zone, microseconds.
    DateTime,
    /// A UUID.
    Uuid,
    /// A JSON document.
    Json,
    /// Bytes that nobody edits in a form.
    Bytes,
    /// Minor units of the currency in the column that follows.
    Money,
}

impl Kind {
    /// The word for this kind in messages: "text", "whole number".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "yes or no",
            Self::Int => "whole number",
            Self::Float => "number",
            Self::Decimal => "decimal number",
            Self::Text => "text",
            Self::Date => "date",
            Self::Time => "time of day",
            Self::Timestamp => "date and time",
            Self::DateTime => "date and time without zone",
            Self::Uuid => "UUID",
            Self::Json => "JSON",
            Self::Bytes => "bytes",
            Self::Money => "amount of money",
        }
    }

    /// Whether rows can be ordered by it in a way that means something.
    pub const fn is_sortable(self) -> bool {
        !matches!(self, Self::Json | Self::Bytes)
    }

    /// Whether quick search can look into it.
    pub const fn is_searchable(self) -> bool {
        matches!(self, Self::Text)
    }

    /// Whether a person can type it into a form.
    pub const fn is_editable(self) -> bool {
        !matches!(self, Self::Bytes)
    }

    /// Whether it is shown right-aligned with tabular figures.
    pub const fn is_numeric(self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Decimal | Self::Money)
    }

    /// Whether `min` and `max` make sense for it.
    pub const fn is_ordered(self) -> bool {
        self.is_numeric()
            || matches!(self, Self::Date | Self::Time | Self::Timestamp | Self::DateTime)
    }
}
