//! Is a new password hard to guess? Long, and not made of what everybody tries first.

use crate::models::{Violation, Violations};
use crate::security::password::{Password, common, normal, strength};

/// The least number of characters where nothing else protects the account (NIST SP 800-63B-4, 3.1.1.2).
pub const MIN_LENGTH: usize = 15;
/// The least number of characters beside a second factor.
pub const MIN_LENGTH_WITH_FACTOR: usize = 8;
/// The greatest number of characters.
pub const MAX_LENGTH: usize = 256;

/// The least number of characters that must remain without the names that everybody knows.
const MIN_REST: usize = 8;
/// The least number of different characters.
const MIN_VARIETY: usize = 6;

/// The rules for new passwords: length and surprise, never composition.
///
/// ```
/// # use fab_runtime::crypto::Secret;
/// # use fab_runtime::security::PasswordRules;
/// let rules = PasswordRules::new().without("Shop").without("anna.larsen");
/// assert!(rules.check(&Secret::new("seven brown llamas knit".to_owned())).is_ok());
/// assert!(rules.check(&Secret::new("anna.larsen-2026".to_owned())).is_err());
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct PasswordRules {
    known: Vec<String>,
    least: usize,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self::new()
    }
}

impl PasswordRules {
    /// The rules for somebody of whom nothing is known.
    pub const fn new() -> Self {
        Self { known: Vec::new(), least: MIN_LENGTH }
    }

    /// The rules for somebody who has a second factor: [`MIN_LENGTH_WITH_FACTOR`] characters are enough.
    pub const fn beside_a_factor(mut self) -> Self {
        self.least = MIN_LENGTH_WITH_FACTOR;
        self
    }

    /// The least number of characters.
    pub const fn least(&self) -> usize {
        self.least
    }

    /// Also refuses passwords made of `name`: the user's, the application's.
    pub fn without(mut self, name: &str) -> Self {
        self.known.extend(Some(name.trim().to_lowercase()).filter(|name| name.chars().count() > 2));
        self
    }

    /// Whether `password` is good enough.
    ///
    /// # Errors
    ///
    /// One violation at `password`, which says what to do.
    pub fn check(&self, password: &Password) -> Result<(), Violations> {
        self.problem(normal(password).expose())
            .map_or(Ok(()), |violation| Err(Violations::at("password", violation)))
    }

    fn problem(&self, password: &str) -> Option<Violation> {
        let length = password.chars().count();
        if length < self.least {
            return Some(Violation::new(
                "too_short",
                format!(
                    "Use at least {} characters; four unrelated words are easy to remember",
                    self.least
                ),
            ));
        }
        if length > MAX_LENGTH {
            return Some(Violation::new(
                "too_long",
                format!("Use at most {MAX_LENGTH} characters"),
            ));
        }
        let lower: Vec<char> = password.to_lowercase().chars().collect();
        if self.is_known(&lower) {
            return Some(Violation::new(
                "known",
                "Leave out your own names and the name of this site; use words that nobody would connect with you",
            ));
        }
        if common::is_repetition(&lower) || variety(&lower) < MIN_VARIETY {
            return Some(Violation::new(
                "repetition",
                "Do not repeat the same characters or words; use several different words",
            ));
        }
        if common::is_sequence(&lower) {
            return Some(Violation::new(
                "sequence",
                "Do not follow the alphabet, the digits or the keyboard; use several unrelated words",
            ));
        }
        if common::is_common(&lower) {
            return Some(Violation::new(
                "common",
                "This is one of the first passwords that anybody would try; use several unrelated words",
            ));
        }
        strength::is_guessable(password, &self.known).then(|| {
            Violation::new(
                "guessable",
                "This is made of words, names or dates that are guessed quickly; use several unrelated words",
            )
        })
    }

    /// Whether little is left once the known names are taken out.
    fn is_known(&self, password: &[char]) -> bool {
        let text: String = password.iter().collect();
        self.known.iter().any(|name| {
            text.contains(name.as_str())
                && text.replace(name.as_str(), "").chars().filter(|c| c.is_alphanumeric()).count()
                    < MIN_REST
        })
    }
}

fn variety(password: &[char]) -> usize {
    let mut different = password.to_vec();
    different.sort_unstable();
    different.dedup();
    different.len()
}
