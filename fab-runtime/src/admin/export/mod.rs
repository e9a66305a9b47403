//! How do the rows of a list become a file? Batch by batch, so that memory does not grow with the list.

mod cell;
mod csv;
mod fields;
mod json_lines;
mod stream;
#[cfg(test)]
mod tests;

pub(crate) use self::fields::{Field, Sealed};
pub(crate) use self::stream::Stream;

use crate::db::Row;

/// A way to write rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// Comma-separated values as in RFC 4180, with a line of names.
    Csv,
    /// A JSON object on each line.
    JsonLines,
}

impl FileFormat {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Csv, Self::JsonLines];

    /// The format of that word in an address, which is also how names of files end.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension() == word)
    }

    /// How the names of files end.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// How it is called.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::JsonLines => "JSON Lines",
        }
    }

    /// The content type of a file.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/jsonl; charset=utf-8",
        }
    }

    /// What a file begins with.
    fn head(self, fields: &[Field]) -> String {
        match self {
            Self::Csv => csv::head(fields),
            Self::JsonLines => String::new(),
        }
    }

    /// Appends a row.
    fn row(self, out: &mut String, fields: &[Field], row: &Row) {
        match self {
            Self::Csv => csv::row(out, fields, row),
            Self::JsonLines => json_lines::row(out, fields, row),
        }
    }
}

/// The name of the file: the address of the list and the day. Nothing in it needs quoting in a header.
pub(crate) fn file_name(slug: &str, day: chrono::NaiveDate, format: FileFormat) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let slug: String = slug.chars().map(plain).collect();
    format!("{slug}-{}.{}", day.format("%Y-%m-%d"), format.extension())
}
