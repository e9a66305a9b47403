//! Which secret does an application keep across restarts? One of 32 random bytes, never a placeholder.

use std::collections::BTreeSet;
use std::str::FromStr;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

use crate::crypto::random::{RandomError, random};
use crate::secret::Secret;

/// The 32 random bytes that an application signs with.
///
/// ```
/// # use fab_runtime::crypto::AppSecret;
/// let secret = AppSecret::generate()?;
/// let read: AppSecret = secret.to_text().expose().parse().expect("what was written can be read");
/// assert_eq!(secret, read);
/// assert!("0000000000000000000000000000000000000000000000000000000000000000".parse::<AppSecret>().is_err());
/// # Ok::<(), fab_runtime::crypto::RandomError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSecret(Secret<[u8; 32]>);

/// Why a text is no application secret; never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AppSecretError {
    /// It does not spell 32 bytes.
    #[error("the secret must be 32 bytes, written as 64 hexadecimal digits or as base64")]
    Notation,
    /// It is a placeholder, a text or a pattern.
    #[error("the secret is not random; generate one")]
    Weak,
}

impl AppSecret {
    /// A new one.
    ///
    /// # Errors
    ///
    /// When the operating system has no random bytes.
    pub fn generate() -> Result<Self, RandomError> {
        Ok(Self(Secret::new(random()?)))
    }

    /// The text that a settings file keeps.
    pub fn to_text(&self) -> Secret<String> {
        Secret::new(Base64::encode_string(self.bytes()))
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

impl FromStr for AppSecret {
    type Err = AppSecretError;

    fn from_str(text: &str) -> Result<Self, AppSecretError> {
        let text = text.trim();
        let secret = from_hex(text)
            .or_else(|| from_base64(text))
            .map(|bytes| Self(Secret::new(bytes)))
            .ok_or(AppSecretError::Notation)?;
        if is_weak(secret.bytes()) {
            return Err(AppSecretError::Weak);
        }
        Ok(secret)
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (pair.first()?, pair.last()?);
        let digit = |letter: &u8| char::from(*letter).to_digit(16);
        *byte = u8::try_from(digit(high)? * 16 + digit(low)?).ok()?;
    }
    Some(bytes)
}

fn from_base64(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let length = match text.len() {
        44 => Base64::decode(text, &mut bytes).ok()?.len(),
        43 => Base64UrlUnpadded::decode(text, &mut bytes).ok()?.len(),
        _ => return None,
    };
    (length == bytes.len()).then_some(bytes)
}

/// Fewer different bytes than this never happen by chance.
const LEAST_VARIETY: usize = 16;

/// Whether the bytes cannot have come by chance.
pub(super) fn is_weak(bytes: &[u8; 32]) -> bool {
    let variety = bytes.iter().collect::<BTreeSet<_>>().len();
    let steps: BTreeSet<u8> =
        bytes.iter().zip(bytes.iter().skip(1)).map(|(a, b)| b.wrapping_sub(*a)).collect();
    let text = bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    variety < LEAST_VARIETY || steps.len() == 1 || text
}
