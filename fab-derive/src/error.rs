//! How is a mistake said? On the smallest token that is wrong, and with what to write instead.

use std::fmt::Display;

use darling::Error;
use proc_macro2::Span;

/// Mistakes found so far.
///
/// Unlike darling's own accumulator it may be dropped, and tells whether it holds anything.
#[derive(Debug, Default)]
pub(crate) struct Errors(Vec<Error>);

impl Errors {
    /// Notes a mistake at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.0.push(at(span, message));
    }

    /// Notes a mistake that is an error already.
    pub(crate) fn push(&mut self, error: impl Into<Error>) {
        self.0.push(error.into());
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value`, if nothing is wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Error> {
        if self.0.is_empty() { Ok(value) } else { Err(Error::multiple(self.0)) }
    }

    /// What is wrong.
    pub(crate) fn into_error(self) -> Error {
        Error::multiple(self.0)
    }
}

/// A mistake at `span`.
pub(crate) fn at(span: Span, message: impl Display) -> Error {
    Error::custom(message).with_span(&span)
}

/// "; did you mean `name`?", or "; write one of: .." when nothing is close.
pub(crate) fn suggest(written: &str, allowed: &[&str]) -> String {
    match closest(written, allowed) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => format!("; write one of: {}", allowed.join(", ")),
    }
}

/// The allowed name that was probably meant.
pub(crate) fn closest<'a>(written: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let written = written.to_lowercase();
    let limit = 1 + written.chars().count() / 4;
    allowed
        .iter()
        .map(|name| (distance(&written, &name.to_lowercase()), *name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be added, removed, replaced or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (line, letter) in from.chars().enumerate() {
        let mut next = vec![line + 1];
        for (column, wanted) in to.iter().enumerate() {
            let get = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let replaced = get(&row, column) + usize::from(letter != *wanted);
            let removed = get(&row, column + 1) + 1;
            let added = get(&next, column) + 1;
            let left = column.checked_sub(1);
            let swapped = match (previous, left.and_then(|left| to.get(left)), left) {
                (Some(last), Some(neighbour), Some(left))
                    if last == *wanted && letter == *neighbour =>
                {
                    get(&before, left) + 1
                }
                _ => usize::MAX,
            };
            next.push(replaced.min(removed).min(added).min(swapped));
        }
        previous = Some(letter);
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{closest, distance};

    #[test]
    fn swapped_letters_are_one_step() {
        assert_eq!(distance("max_lenght", "max_length"), 1);
        assert_eq!(distance("uniqe", "unique"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn only_near_names_are_suggested() {
        let allowed = ["search", "unique", "max_length"];
        assert_eq!(closest("serch", &allowed), Some("search"));
        assert_eq!(closest("maxlength", &allowed), Some("max_length"));
        assert_eq!(closest("Unique", &allowed), Some("unique"));
        assert_eq!(closest("colour", &allowed), None);
    }
}
