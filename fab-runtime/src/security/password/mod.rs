//! What is a password? A secret text; which ones are good, and how they are kept, stands beside.

mod common;
mod hasher;
mod rules;
#[cfg(feature = "zxcvbn")]
mod strength;
#[cfg(not(feature = "zxcvbn"))]
#[path = "strength_absent.rs"]
mod strength;
#[cfg(test)]
mod tests;

pub(crate) use self::hasher::{Hasher, Verdict};
pub use self::rules::{MAX_LENGTH, MIN_LENGTH, MIN_LENGTH_WITH_FACTOR, PasswordRules};
use unicode_normalization::UnicodeNormalization as _;

use crate::crypto::Secret;

/// A password as it was typed: never cut or printed.
pub type Password = Secret<String>;

/// The form in which a password is judged, kept and compared (NFKC): whichever keyboard composed its letters, it is
/// the same password.
pub(crate) fn normal(password: &Password) -> Password {
    Secret::new(password.expose().nfkc().collect())
}

/// Whether a password only does beside a second factor.
pub(crate) fn is_short(password: &Password) -> bool {
    normal(password).expose().chars().count() < MIN_LENGTH
}
