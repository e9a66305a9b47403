//! Why was a value not sealed, or not opened? In words that help the operator and not the attacker.

use crate::crypto::keys::KeyId;
use crate::crypto::random::RandomError;

/// Why a value was not sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// No key for fields is active.
    #[error("no key for sealing fields is active")]
    NoActiveKey,
    /// The value, or the name or key of its cell, is longer than any database keeps.
    #[error("the value is too long to be sealed")]
    TooLong,
    /// Messages must be reserved first: [`KeyRing::reserve`](crate::crypto::keys::KeyRing::reserve).
    #[error("no message is left of those reserved for key {key}")]
    NotReserved {
        /// The key that counts its messages.
        key: KeyId,
    },
    /// The operating system gave no nonce.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// Why a value was not opened. None of these holds anything of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The bytes are no envelope: not sealed at all, or cut off.
    #[error("the value is not sealed")]
    NotSealed,
    /// A version, a suite or a flag that this program does not know.
    #[error("the value was sealed in a way that this program does not know")]
    Unsupported,
    /// The ring has never held this key.
    #[error("the value was sealed by key {key}, which the key ring does not hold")]
    UnknownKey {
        /// The key that the envelope names.
        key: KeyId,
    },
    /// The key was destroyed on purpose: the value is lost.
    #[error("the value was sealed by key {key}, which was destroyed")]
    DestroyedKey {
        /// The key that the envelope names.
        key: KeyId,
    },
    /// It was changed, or belongs to another cell. Which of the two, nobody is told.
    #[error("the value was changed, or belongs elsewhere")]
    Rejected,
}
