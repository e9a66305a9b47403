//! How does a value become an envelope, and back? With one allocation each way, in place.

use aes_gcm::aead::AeadInOut;
use zeroize::{Zeroize, Zeroizing};

use crate::crypto::envelope::cell::Cell;
use crate::crypto::envelope::error::{OpenError, SealError};
use crate::crypto::envelope::header::{Envelope, HEADER, Padding, TAG};
use crate::crypto::envelope::nonce::Nonce;
use crate::crypto::envelope::padding::{pad, padded_length, unpadded_length};
use crate::crypto::envelope::xaes::Gcm;
use crate::crypto::keys::KeyId;
use crate::crypto::secret::Secret;

/// What is to be sealed, where, and by which key.
pub(super) struct Draft<'a> {
    pub(super) key: KeyId,
    pub(super) cell: &'a Cell<'a>,
    pub(super) plaintext: &'a [u8],
    pub(super) padding: Padding,
}

impl Draft<'_> {
    /// The envelope of the draft.
    ///
    /// The associated data is written behind it and cut off again, so that nothing else is allocated.
    pub(super) fn seal(&self, cipher: &Gcm, nonce: &Nonce) -> Result<Vec<u8>, SealError> {
        let header = Envelope::new(nonce.suite(), self.padding, self.key).bytes();
        let padded = padded_length(self.plaintext.len(), self.padding).ok_or(SealError::TooLong)?;
        let associated = self.cell.associated_length().ok_or(SealError::TooLong)?;
        let start = HEADER + nonce.as_bytes().len();
        let length = padded.checked_add(start + TAG).ok_or(SealError::TooLong)?;
        let room = length.checked_add(associated).ok_or(SealError::TooLong)?;

        let mut out = Vec::with_capacity(room);
        out.extend_from_slice(&header);
        out.extend_from_slice(nonce.as_bytes());
        out.extend_from_slice(self.plaintext);
        pad(&mut out, start + padded);
        out.extend_from_slice(&[0; TAG]);
        self.cell.append_associated(header, &mut out);

        if encrypt(cipher, nonce, &mut out, start, length).is_none() {
            out.zeroize();
            return Err(SealError::TooLong);
        }
        out.truncate(length);
        Ok(out)
    }
}

/// Encrypts what stands in `out` between the nonce and the tag, and writes the tag; `None` if it is too long.
fn encrypt(cipher: &Gcm, nonce: &Nonce, out: &mut [u8], start: usize, length: usize) -> Option<()> {
    let (sealed, associated) = out.split_at_mut_checked(length)?;
    let (_, sealed) = sealed.split_at_mut_checked(start)?;
    let (text, tag) = sealed.split_last_chunk_mut::<TAG>()?;
    *tag = cipher.encrypt_inout_detached(nonce.last().into(), associated, text.into()).ok()?.into();
    Some(())
}

/// What the `text` and the tag behind it hold, if they belong to `cell`.
pub(super) fn open(
    cipher: &Gcm,
    envelope: Envelope,
    nonce: &Nonce,
    cell: &Cell<'_>,
    text: &[u8],
) -> Result<Secret<Vec<u8>>, OpenError> {
    let (text, tag) = text.split_last_chunk::<TAG>().ok_or(OpenError::NotSealed)?;
    let associated = cell.associated_length().ok_or(OpenError::Rejected)?;
    let mut out = Zeroizing::new(Vec::with_capacity(text.len().saturating_add(associated)));
    out.extend_from_slice(text);
    cell.append_associated(envelope.bytes(), &mut out);
    let (plaintext, associated) =
        out.split_at_mut_checked(text.len()).ok_or(OpenError::Rejected)?;
    cipher
        .decrypt_inout_detached(nonce.last().into(), associated, plaintext.into(), tag.into())
        .map_err(|_| OpenError::Rejected)?;
    let end = if envelope.is_padded() { unpadded_length(plaintext) } else { Some(plaintext.len()) };
    out.truncate(end.ok_or(OpenError::Rejected)?);
    Ok(Secret::new(std::mem::take(&mut *out)))
}
