//! What does a client hold, and what does the database? The client a random token, the database only its hash.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::crypto::mac::hex;
use crate::crypto::random::{RandomError, random};
use crate::secret::Secret;

/// 256 random bits as 43 letters that need no escaping in a cookie or a URL.
///
/// ```
/// # use fab_runtime::crypto::Token;
/// let token = Token::generate()?;
/// let read = Token::parse(token.expose()).expect("what was written can be read");
/// assert_eq!(token.digest(), read.digest());
/// # Ok::<(), fab_runtime::crypto::RandomError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(Secret<String>);

impl Token {
    /// A new one.
    ///
    /// # Errors
    ///
    /// When the operating system has no random bytes.
    pub fn generate() -> Result<Self, RandomError> {
        let bytes = random::<32>()?;
        Ok(Self(Secret::new(Base64UrlUnpadded::encode_string(&bytes))))
    }

    /// Reads what a client sent; `None` for anything that no token looks like.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let read = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
        (read.len() == bytes.len()).then(|| Self(Secret::new(text.to_owned())))
    }

    /// The letters, for the client alone.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What the database keeps: the SHA-256 of the letters, in hexadecimal digits.
    pub fn digest(&self) -> String {
        digest(self.expose())
    }
}

/// The SHA-256 of `text`, in hexadecimal digits.
pub(crate) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}
