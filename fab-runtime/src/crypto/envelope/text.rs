//! How is a sealed value kept where only text fits? `fab1:` and base64url without padding.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::crypto::envelope::error::OpenError;
use crate::crypto::envelope::header::{Envelope, MAGIC};

const PREFIX: &str = "fab1:";

/// Writes the bytes of an envelope as text.
///
/// ```
/// # use fab_runtime::crypto::envelope::{from_text, to_text};
/// assert_eq!(to_text(&[0xFA, 1, 2]), "fab1:-gEC");
/// assert_eq!(from_text("fab1:-gEC")?, [0xFA, 1, 2]);
/// assert!(from_text("in the clear").is_err());
/// # Ok::<(), fab_runtime::crypto::envelope::OpenError>(())
/// ```
pub fn to_text(sealed: &[u8]) -> String {
    let mut text = String::with_capacity(PREFIX.len() + Base64UrlUnpadded::encoded_len(sealed));
    text.push_str(PREFIX);
    text.push_str(&Base64UrlUnpadded::encode_string(sealed));
    text
}

/// Reads the bytes of an envelope from text.
///
/// # Errors
///
/// [`OpenError::NotSealed`] when the text is not of that form.
pub fn from_text(text: &str) -> Result<Vec<u8>, OpenError> {
    let letters = text.strip_prefix(PREFIX).ok_or(OpenError::NotSealed)?;
    Base64UrlUnpadded::decode_vec(letters).map_err(|_| OpenError::NotSealed)
}

/// Whether a value reads as an envelope, as bytes or as text; a value in the clear might as well, so this decides
/// nothing but what to try.
///
/// ```
/// # use fab_runtime::crypto::envelope::looks_sealed;
/// assert!(!looks_sealed("alice@example.org"));
/// ```
pub fn looks_sealed(value: impl AsRef<[u8]>) -> bool {
    let bytes = value.as_ref();
    if bytes.first() == Some(&MAGIC) {
        return Envelope::parse(bytes).is_ok();
    }
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    from_text(text).is_ok_and(|bytes| Envelope::parse(&bytes).is_ok())
}
