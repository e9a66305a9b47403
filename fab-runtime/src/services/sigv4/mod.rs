//! How does Amazon know that a request is ours? By a signature over everything in it (AWS Signature Version 4).

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::secret::Secret;

/// Whose requests are signed, and for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signer<'a> {
    pub(super) key_id: &'a str,
    pub(super) key: &'a Secret<String>,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

/// What is signed of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// Encoded, and in the order of the names.
    pub(super) query: &'a str,
    /// Names in small letters, in their order; `host` and `x-amz-date` among them.
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) body: &'a [u8],
}

/// A moment, as the header `x-amz-date` says it.
pub(super) fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

impl Signer<'_> {
    /// The header `authorization`.
    pub(super) fn authorization(&self, request: &Signed<'_>, at: DateTime<Utc>) -> String {
        let scope =
            format!("{}/{}/{}/aws4_request", at.format("%Y%m%d"), self.region, self.service);
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let canonical = hex(&Sha256::digest(request.canonical(&names)));
        let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{canonical}", stamp(at));
        let signature = hex(&keyed(&self.signing_key(at), text.as_bytes()));
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.key_id
        )
    }

    fn signing_key(&self, at: DateTime<Utc>) -> [u8; 32] {
        let secret = zeroize::Zeroizing::new(format!("AWS4{}", self.key.expose()));
        let day = keyed(secret.as_bytes(), at.format("%Y%m%d").to_string().as_bytes());
        let region = keyed(&day, self.region.as_bytes());
        let service = keyed(&region, self.service.as_bytes());
        keyed(&service, b"aws4_request")
    }
}

impl Signed<'_> {
    fn canonical(&self, names: &str) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.method, self.path, self.query);
        for (name, value) in self.headers {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            text.extend([*name, ":", &value, "\n"]);
        }
        text.extend(["\n", names, "\n", &hex(&Sha256::digest(self.body))]);
        text
    }
}

fn keyed(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC hashes keys that are longer than a block, and pads shorter ones with zeros.
    let mut block = [0; 64];
    let hashed: [u8; 32];
    let key = if key.len() > block.len() {
        hashed = Sha256::digest(key).into();
        &hashed[..]
    } else {
        key
    };
    for (padded, byte) in block.iter_mut().zip(key) {
        *padded = *byte;
    }
    Hmac::<Sha256>::new(&block.into()).chain_update(message).finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
