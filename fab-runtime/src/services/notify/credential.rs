//! How does a password of a provider travel through the program? Unprinted, and wiped at the end.

use std::fmt;

use zeroize::Zeroizing;

/// A password, a key or a token of a provider.
///
/// ```
/// # use fab_runtime as fab;
/// use fab::services::notify::Credential;
///
/// let password = Credential::new("correct horse");
/// assert_eq!(format!("{password:?}"), "Credential([redacted])");
/// ```
#[derive(Clone)]
pub struct Credential(Zeroizing<String>);

impl Credential {
    /// Keeps `secret` to itself.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}
