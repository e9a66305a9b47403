//! What is sent of a password, and is it in the answer? The rest of its hash never leaves.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use crate::services::breaches::BreachError;

/// So many digits of a hash are sent; about a million other passwords share them.
const SENT: usize = 5;
/// A hash has so many digits.
const DIGITS: usize = 40;
/// No range has more lines; real ones have some two thousand.
const MOST_LINES: usize = 50_000;

/// The hash of a password, as the list writes it.
pub(super) struct Sought(Zeroizing<String>);

impl Sought {
    pub(super) fn of(password: &str) -> Self {
        let mut digits = Zeroizing::new(String::with_capacity(DIGITS));
        for byte in Sha1::digest(password.as_bytes()) {
            // Writing to a text does not fail.
            let _ = write!(*digits, "{byte:02X}");
        }
        Self(digits)
    }

    /// What is sent.
    pub(super) fn prefix(&self) -> &str {
        self.0.get(..SENT).unwrap_or_default()
    }

    /// Whether it stands in the answer. A line is the rest of a hash, a colon, and how often it was seen: never, in lines
    /// that are there to hide how long the answer is.
    pub(super) fn is_in(&self, answer: &str) -> Result<bool, BreachError> {
        let sought = self.0.get(SENT..).unwrap_or_default();
        let (mut found, mut lines) = (false, 0_usize);
        for line in answer.lines().filter(|line| !line.is_empty()) {
            let (rest, count) = line.split_once(':').ok_or(BreachError::Answer)?;
            let is_hash =
                rest.len() == DIGITS - SENT && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
            let count: u64 = count.trim_end().parse().map_err(|_| BreachError::Answer)?;
            lines += 1;
            if !is_hash || lines > MOST_LINES {
                return Err(BreachError::Answer);
            }
            found |= count > 0 && rest.eq_ignore_ascii_case(sought);
        }
        // No range is empty: whoever says so has no such list.
        if lines == 0 { Err(BreachError::Answer) } else { Ok(found) }
    }
}

#[cfg(test)]
mod tests {
    use super::Sought;

    /// The hash of `password` is 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8.
    const REST: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
    const OTHER: &str = "003D68EB55068C33ACE09247EE4C639306B";

    fn is_in(answer: &str) -> Option<bool> {
        Sought::of("password").is_in(answer).ok()
    }

    #[test]
    fn five_digits_are_sent_and_the_rest_is_compared_here() {
        assert_eq!(Sought::of("password").prefix(), "5BAA6");
        assert_eq!(is_in(&format!("{OTHER}:3\r\n{REST}:9545824\r\n")), Some(true));
        assert_eq!(is_in(&format!("{OTHER}:3\n{}:1", REST.to_lowercase())), Some(true));
        assert_eq!(is_in(&format!("{OTHER}:3\r\n")), Some(false));
    }

    #[test]
    fn lines_that_only_fill_an_answer_up_are_no_breaches() {
        assert_eq!(is_in(&format!("{OTHER}:3\r\n{REST}:0\r\n")), Some(false));
    }

    #[test]
    fn what_is_no_list_says_nothing_even_where_the_hash_stands_in_it() {
        for garbage in [
            "",
            "\r\n\r\n",
            "<html>",
            "not found",
            "{\"error\":\"rate\"}",
            REST,
            &format!("{REST}:"),
            &format!("{REST}:many"),
            &format!("{REST}:-1"),
            &format!("{REST}:1\n<html>"),
            &format!("5BAA6{REST}:1"),
            &format!("{REST}:1\n{}:1", "G".repeat(35)),
            &format!("{OTHER}:1\n").repeat(50_001),
        ] {
            assert_eq!(is_in(garbage), None, "{garbage:.60}");
        }
    }
}
