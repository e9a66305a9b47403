//! Which key seals, and which opens? The active one, and the one that the envelope names.

use crate::crypto::envelope::cell::Cell;
use crate::crypto::envelope::columns::ColumnCipher;
use crate::crypto::envelope::error::{OpenError, SealError};
use crate::crypto::envelope::header::{Envelope, HEADER, Padding, Suite};
use crate::crypto::envelope::nonce::Nonce;
use crate::crypto::envelope::sealing::{self, Draft};
use crate::crypto::keys::{KeyId, KeyRing, Purpose};
use crate::crypto::secret::Secret;

impl KeyRing {
    /// Seals `plaintext` for `cell` with the active key, under a nonce of its own.
    ///
    /// # Errors
    ///
    /// Without an active key for fields, without random bytes, for values beyond 64 GiB; and in the suite
    /// AES-256-GCM, when no message is reserved.
    pub fn seal(
        &self,
        cell: &Cell<'_>,
        plaintext: &[u8],
        padding: Padding,
    ) -> Result<Vec<u8>, SealError> {
        let (key, cipher) = self.sealing(cell)?;
        let nonce = Nonce::random(self.suite())?;
        let draft = Draft { key, cell, plaintext, padding };
        cipher.with(&nonce, |cipher| draft.seal(cipher, &nonce))
    }

    /// Opens what was sealed for `cell`.
    ///
    /// # Errors
    ///
    /// When the bytes are no envelope, the key is not there any more, or the value was changed or belongs elsewhere.
    /// What was not opened is never returned.
    pub fn open(&self, cell: &Cell<'_>, sealed: &[u8]) -> Result<Secret<Vec<u8>>, OpenError> {
        let envelope = Envelope::parse(sealed)?;
        let (key, suite) = (envelope.key(), envelope.suite());
        let entry = self.entry(key).filter(|entry| entry.purpose == Purpose::Fields);
        let entry = entry.ok_or(OpenError::UnknownKey { key })?;
        let data_key = entry.key.as_ref().ok_or(OpenError::DestroyedKey { key })?;
        let (_, rest) = sealed.split_at_checked(HEADER).ok_or(OpenError::NotSealed)?;
        let (nonce, text) = Nonce::read(suite, rest).ok_or(OpenError::NotSealed)?;
        let cipher = entry.columns.cipher(data_key, suite, cell);
        cipher.with(&nonce, |cipher| sealing::open(cipher, envelope, &nonce, cell, text))
    }

    /// The key that seals, and its cipher for the column of `cell`; takes a message off those reserved.
    pub(super) fn sealing(&self, cell: &Cell<'_>) -> Result<(KeyId, &ColumnCipher), SealError> {
        let entry = self.active_entry(Purpose::Fields).ok_or(SealError::NoActiveKey)?;
        let key = entry.key.as_ref().ok_or(SealError::NoActiveKey)?;
        let suite = self.suite();
        if suite == Suite::Aes256Gcm && !entry.messages.take() {
            return Err(SealError::NotReserved { key: entry.id });
        }
        Ok((entry.id, entry.columns.cipher(key, suite, cell)))
    }
}
