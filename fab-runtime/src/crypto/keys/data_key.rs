//! What does a key ring hold? Keys of 32 random bytes that never leave it in the clear.

use crate::crypto::app_secret::is_weak;
use crate::crypto::keys::id::{KeyId, KeyState, Purpose};
use crate::crypto::mac::hash;
use crate::crypto::random::{RandomError, random};
use crate::crypto::secret::Secret;

/// A key in the clear: 32 random bytes that do not print and are wiped when dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataKey(Secret<[u8; 32]>);

impl DataKey {
    /// A new one.
    ///
    /// # Errors
    ///
    /// When the operating system has no random bytes.
    pub fn generate() -> Result<Self, RandomError> {
        Ok(Self(Secret::new(random()?)))
    }

    /// The key of these bytes, which must be random.
    pub const fn new(bytes: Secret<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The key of the bytes in `slice`; `None` unless there are 32.
    pub fn from_slice(slice: &[u8]) -> Option<Self> {
        slice.as_array().map(|bytes| Self(Secret::new(*bytes)))
    }

    /// The key that whoever wraps keys answers; `None` unless there are 32 bytes that chance may have made.
    pub(crate) fn of_answer(slice: &[u8]) -> Option<Self> {
        Self::from_slice(slice).filter(|key| !is_weak(key.expose()))
    }

    /// The bytes, for whoever wraps them.
    pub const fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The key for one use only, which `label` and the `parts` name: HKDF-SHA256 (RFC 5869) without a salt.
    ///
    /// Each part is preceded by its length, so that no two lists of parts look alike.
    pub(crate) fn subkey(&self, label: &[u8], parts: &[&[u8]]) -> Self {
        let extracted = Secret::new(hash(&[0; 32], &[self.expose()]));
        let lengths: Vec<[u8; 4]> = parts.iter().map(|part| length(part)).collect();
        let mut info: Vec<&[u8]> = vec![label];
        for (length, part) in lengths.iter().zip(parts) {
            info.push(length);
            info.push(part);
        }
        // One block of the hash is the whole key, so the expansion ends after its first round.
        info.push(&[1]);
        Self(Secret::new(hash(extracted.expose(), &info)))
    }
}

/// The length of `part` in four bytes. Names and row keys are far shorter than that allows.
pub(crate) fn length(part: &[u8]) -> [u8; 4] {
    u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// One key on its way into a [`KeyRing`](crate::crypto::keys::KeyRing).
#[derive(Debug, Clone)]
pub struct RingKey {
    pub(super) id: KeyId,
    pub(super) purpose: Purpose,
    pub(super) state: KeyState,
    pub(super) key: Option<DataKey>,
}

impl RingKey {
    /// The key that seals for `purpose` from now on.
    pub const fn active(id: KeyId, purpose: Purpose, key: DataKey) -> Self {
        Self { id, purpose, state: KeyState::Active, key: Some(key) }
    }

    /// A key that only opens what it has sealed.
    pub const fn decrypt_only(id: KeyId, purpose: Purpose, key: DataKey) -> Self {
        Self { id, purpose, state: KeyState::DecryptOnly, key: Some(key) }
    }

    /// A key that is no more; the ring says so where it is asked for.
    pub const fn destroyed(id: KeyId, purpose: Purpose) -> Self {
        Self { id, purpose, state: KeyState::Destroyed, key: None }
    }
}
