//! How does a secret travel through a program that logs? Unprinted, uncompared in haste, wiped at the end.

mod wipe;

use std::fmt;

pub use self::wipe::Wipe;

/// A value that never prints, compares in constant time and is wiped from memory when dropped.
///
/// As the type of a field it seals the column: see `#[derive(Encrypted)]`. It can be neither serialised nor
/// displayed; [`Secret::expose`] is the one way to what is inside, so that a search for that word finds every place
/// which sees a secret.
///
/// ```
/// # use fab_runtime::secret::Secret;
/// let password = Secret::new("correct horse battery staple".to_owned());
/// assert_eq!(format!("{password:?} {password}"), "Secret([redacted]) [redacted]");
/// assert_eq!(password.expose().len(), 28);
/// ```
#[derive(Clone)]
pub struct Secret<T: Wipe>(T);

impl<T: Wipe> Secret<T> {
    /// Keeps `value` to itself.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// What is inside.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Wipe> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: Wipe> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl<T: Wipe> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T: Wipe> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&other.0)
    }
}

impl<T: Wipe + Eq> Eq for Secret<T> {}

impl<T: Wipe> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Wipe + Default> Default for Secret<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

#[cfg(test)]
mod tests;
