//! Who keeps the key of the keys? Whoever wraps them: a text in the settings, a file, a command, a service.

use std::fmt;
use std::pin::Pin;

use crate::crypto::keys::data_key::DataKey;
use crate::crypto::keys::id::{KeyId, Purpose};
use crate::crypto::random::RandomError;

/// What a [`KeyWrapper`] answers, later.
pub type Wrapping<'a, T> = Pin<Box<dyn Future<Output = Result<T, WrapError>> + Send + 'a>>;

/// What a key is wrapped for. It is authenticated with the key, so that one record cannot pass for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrapContext {
    /// The id of the key.
    pub id: KeyId,
    /// What it is for.
    pub purpose: Purpose,
}

/// Encrypts the keys of a ring, so that they can be kept in the database that they protect.
///
/// An extension point: implement it for a service that keeps keys. A ring asks it once for each key, when it is
/// made; while it runs, nothing is asked.
pub trait KeyWrapper: fmt::Debug + Send + Sync {
    /// What records say wrapped them. It holds no secret, and another key-encrypting key has another name.
    fn name(&self) -> &str;

    /// Encrypts `key` for `context`.
    fn wrap_key<'a>(&'a self, context: WrapContext, key: &'a DataKey) -> Wrapping<'a, Vec<u8>>;

    /// Decrypts what was wrapped for `context`.
    fn unwrap_key<'a>(&'a self, context: WrapContext, wrapped: &'a [u8]) -> Wrapping<'a, DataKey>;
}

/// Why a key was not wrapped or unwrapped. Nothing of it holds anything of a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WrapError {
    /// The record was wrapped by a key-encrypting key that is not there.
    #[error("key {key} was wrapped by `{wrapped_by}`, which is not among the settings")]
    NotHere {
        /// The key.
        key: KeyId,
        /// What wrapped it.
        wrapped_by: String,
    },
    /// The record was changed, or belongs to another key.
    #[error("the record of key {key} was changed")]
    Changed {
        /// The key.
        key: KeyId,
    },
    /// The key is destroyed; there is nothing to unwrap.
    #[error("key {key} is destroyed")]
    Destroyed {
        /// The key.
        key: KeyId,
    },
    /// What keeps the key-encrypting key did not do what it was asked.
    #[error("`{wrapper}` did not answer for key {key}")]
    Unavailable {
        /// What was asked.
        wrapper: String,
        /// The key.
        key: KeyId,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What wrapped a key does not give it back.
    #[error("`{wrapper}` wrapped key {key} and does not give it back; nothing was changed")]
    Lost {
        /// What was asked.
        wrapper: String,
        /// The key.
        key: KeyId,
        /// Why, where it gave nothing back.
        #[source]
        source: Option<Box<WrapError>>,
    },
    /// The operating system gave no random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}
