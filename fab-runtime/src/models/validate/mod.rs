//! Is a record allowed by the rules of its fields? Everything wrong is said at once.

use std::collections::BTreeMap;
use std::fmt;

use crate::models::Kind;

mod rules;

pub use self::rules::{at_scale, bound_text, check, validate};

/// One thing that is wrong: a code for programs, a text for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    code: &'static str,
    message: String,
}

impl Violation {
    /// A violation; `code` is one lower-case word, `message` a sentence without a full stop.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// A value is missing.
    pub fn required() -> Self {
        Self::new("required", "Enter a value")
    }

    /// Another row has the value already.
    pub fn taken() -> Self {
        Self::new("unique", "This value is already taken; choose another")
    }

    /// The text is not in the notation of `kind`.
    pub fn notation(kind: Kind) -> Self {
        Self::new(
            "notation",
            match kind {
                Kind::Bool => "Choose yes or no",
                Kind::Int => "Enter a whole number, for example 42",
                Kind::Float => "Enter a number, for example 3.5",
                Kind::Decimal | Kind::Money => {
                    "Enter a number with digits and a point, for example 12.50"
                }
                Kind::Text => "Enter a text",
                Kind::Date => "Enter a date as year-month-day, for example 2026-01-31",
                Kind::Time => "Enter a time of day, for example 14:30",
                Kind::Timestamp | Kind::DateTime => {
                    "Enter a date and a time, for example 2026-01-31T14:30"
                }
                Kind::Uuid => "Enter a UUID, for example 67e55044-10b1-426f-9247-bb680e5fe0c8",
                Kind::Json => "Enter valid JSON, for example {\"a\": 1}",
                Kind::Bytes => "Bytes cannot be typed in",
            },
        )
    }

    /// The code.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The text for people.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Everything that is wrong with a record: by column, and with the row as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Violations {
    columns: BTreeMap<&'static str, Vec<Violation>>,
    row: Vec<Violation>,
}

impl Violations {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// One violation at one column.
    pub fn at(column: &'static str, violation: Violation) -> Self {
        let mut violations = Self::default();
        violations.push(column, violation);
        violations
    }

    /// One violation of the row as a whole.
    pub fn of_row(violation: Violation) -> Self {
        Self { columns: BTreeMap::new(), row: vec![violation] }
    }

    /// Adds a violation at a column.
    pub fn push(&mut self, column: &'static str, violation: Violation) {
        self.columns.entry(column).or_default().push(violation);
    }

    /// Adds a violation of the row as a whole.
    pub fn push_row(&mut self, violation: Violation) {
        self.row.push(violation);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        for (column, violations) in other.columns {
            self.columns.entry(column).or_default().extend(violations);
        }
        self.row.extend(other.row);
    }

    /// What is wrong at that column.
    pub fn of(&self, column: &str) -> &[Violation] {
        self.columns.get(column).map_or(&[], Vec::as_slice)
    }

    /// What is wrong with the row as a whole.
    pub fn row(&self) -> &[Violation] {
        &self.row
    }

    /// All columns with something wrong.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, &[Violation])> {
        self.columns.iter().map(|(column, violations)| (*column, violations.as_slice()))
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.row.is_empty()
    }

    /// `Err(self)` unless nothing is wrong.
    ///
    /// # Errors
    ///
    /// When something is wrong.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self
            .columns
            .iter()
            .flat_map(|(column, all)| all.iter().map(move |one| (Some(*column), one)));
        let mut first = true;
        for (column, violation) in columns.chain(self.row.iter().map(|one| (None, one))) {
            if !first {
                f.write_str("; ")?;
            }
            first = false;
            if let Some(column) = column {
                write!(f, "{column}: ")?;
            }
            f.write_str(violation.message())?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

#[cfg(test)]
mod tests;
