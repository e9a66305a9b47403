//! What do tests of pages have for a phone? An authenticator that reads the secret from the page.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// An authenticator that knows one secret (RFC 6238).
pub(crate) struct Phone(Vec<u8>);

impl Phone {
    /// One into which that secret was typed.
    pub(crate) fn of(secret: &str) -> Self {
        let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
        for letter in secret.bytes() {
            let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == letter);
            bits = (bits << 5) | u32::try_from(value.unwrap()).unwrap();
            count += 5;
            if count >= 8 {
                count -= 8;
                bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
            }
        }
        Self(bytes)
    }

    /// What it shows at that second.
    pub(crate) fn code(&self, second: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&(second / 30).to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let start = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[start..start + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}
