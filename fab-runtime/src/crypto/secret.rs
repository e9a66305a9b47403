//! How does a secret travel through a program that logs? Unprinted, uncompared in haste, wiped at the end.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// A value that never prints, compares in constant time and is wiped from memory when dropped.
///
/// It can be neither serialised nor displayed; [`Secret::expose`] is the one way to what is inside, so that a
/// search for that word finds every place which sees a secret.
///
/// ```
/// # use fab_runtime::crypto::Secret;
/// let password = Secret::new("correct horse battery staple".to_owned());
/// assert_eq!(format!("{password:?}"), "Secret([redacted])");
/// assert_eq!(password.expose().len(), 28);
/// ```
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Keeps `value` to itself.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// What is inside.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().ct_eq(other.0.as_ref()).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
