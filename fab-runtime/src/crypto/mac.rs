//! How does the program recognise what it wrote itself? By HMAC-SHA256 under a key for one purpose only.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::crypto::app_secret::AppSecret;

/// The keyed hash of `message` under `secret`, for `purpose` only: the hash for another purpose differs.
pub fn mac(secret: &AppSecret, purpose: &'static str, message: &[u8]) -> [u8; 32] {
    let key = hash(secret.bytes(), &[purpose.as_bytes()]);
    hash(&key, &[message])
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
