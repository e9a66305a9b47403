//! Did the form come from a page of ours? A token that is bound to the session and masked anew on every page.

use base64ct::{Base64UrlUnpadded, Encoding};
use subtle::ConstantTimeEq;

use crate::crypto::{AppSecret, RandomError, mac, random};
use crate::security::session::Session;

/// What a form's token is bound to.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum CsrfBinding<'a> {
    /// A session.
    Session(&'a Session),
    /// A random text in a cookie of its own, for forms before there is a session.
    Nonce(&'a str),
}

impl CsrfBinding<'_> {
    fn mac(self, secret: &AppSecret) -> [u8; 32] {
        match self {
            Self::Session(session) => mac(secret, "csrf of a session", session.id().as_bytes()),
            Self::Nonce(nonce) => mac(secret, "csrf of a nonce", nonce.as_bytes()),
        }
    }
}

/// A token for one page: a random mask, and the keyed hash under that mask, so that no two pages hold the same
/// letters and compression tells nothing about them.
pub(crate) fn token(secret: &AppSecret, binding: CsrfBinding<'_>) -> Result<String, RandomError> {
    let mask = random::<32>()?;
    let masked = xor(mask, binding.mac(secret));
    let mut bytes = mask.to_vec();
    bytes.extend(masked);
    Ok(Base64UrlUnpadded::encode_string(&bytes))
}

/// Whether `token` was made for `binding`. Takes the same time wherever it differs.
pub(crate) fn is_valid(secret: &AppSecret, binding: CsrfBinding<'_>, token: &str) -> bool {
    let mut bytes = [0; 64];
    let Ok(read) = Base64UrlUnpadded::decode(token, &mut bytes) else { return false };
    let Some((mask, masked)) = read.split_at_checked(32) else { return false };
    let (Ok(mask), Ok(masked)) = (mask.try_into(), masked.try_into()) else { return false };
    xor(mask, masked).ct_eq(&binding.mac(secret)).into()
}

fn xor(mut a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
    for (a, b) in a.iter_mut().zip(b) {
        *a ^= b;
    }
    a
}
