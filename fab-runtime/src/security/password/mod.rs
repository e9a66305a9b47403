//! What is a password? A secret text; which ones are good, and how they are kept, stands beside.

mod common;
mod hasher;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use self::hasher::{Hasher, Verdict};
pub use self::rules::{MAX_LENGTH, MIN_LENGTH, PasswordRules};
use crate::crypto::Secret;

/// A password as it was typed: never changed, cut or printed.
pub type Password = Secret<String>;
