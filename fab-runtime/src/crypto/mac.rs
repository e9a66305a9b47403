//! How does the program recognise what it wrote itself? By HMAC-SHA256 under a key for one purpose only.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::crypto::app_secret::AppSecret;
use crate::secret::Secret;

/// The keyed hash of `message` under `secret`, for `purpose` only: the hash for another purpose differs.
pub fn mac(secret: &AppSecret, purpose: &'static str, message: &[u8]) -> [u8; 32] {
    let key = hash(secret.bytes(), &[purpose.as_bytes()]);
    hash(&key, &[message])
}

/// A key that recognises messages of one purpose, whoever keeps it.
///
/// ```
/// # use fab_runtime::crypto::{AppSecret, MacKey};
/// let secret = AppSecret::generate()?;
/// let (audit, forms) = (MacKey::derive(&secret, "audit"), MacKey::derive(&secret, "forms"));
/// assert_ne!(audit.mac(b"message"), forms.mac(b"message"));
/// assert_eq!(audit.id(), MacKey::derive(&secret, "audit").id());
/// # Ok::<(), fab_runtime::crypto::RandomError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MacKey(Secret<[u8; 32]>);

impl MacKey {
    /// The key of these bytes.
    pub const fn new(bytes: Secret<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The key that the secret of an application gives for `purpose`.
    pub fn derive(secret: &AppSecret, purpose: &'static str) -> Self {
        Self(Secret::new(hash(secret.bytes(), &[purpose.as_bytes()])))
    }

    /// The keyed hash of `message`.
    pub fn mac(&self, message: &[u8]) -> [u8; 32] {
        hash(self.0.expose(), &[message])
    }

    /// Names the key without telling it: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        let name = hex(&self.mac(b"the name of this key"));
        name.chars().take(16).collect()
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        digits.extend(digit(byte >> 4));
        digits.extend(digit(byte & 15));
    }
    digits
}

/// HMAC-SHA256 of the `parts` in a row.
pub(super) fn hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed(key);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// HMAC-SHA256 under `key`, ready for a message.
pub(super) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC pads a key to the block of its hash with zeros.
    let mut block = [0; 64];
    for (padded, byte) in block.iter_mut().zip(key) {
        *padded = *byte;
    }
    Hmac::<Sha256>::new(&block.into())
}
