//! Why could keys not be read, made, changed or destroyed?

use crate::crypto::keys::{KeyId, KeyRingError, KeyState, Purpose, WrapError};
use crate::db::error::DbError;
use crate::db::sealing::SealingError;
use crate::error::{Error, ErrorKind};

/// What went wrong with the keys of sealed columns. Holds nothing of a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no key for it yet.
    #[error("there is no active key for {purpose}; `migrate` or `keys generate` makes one")]
    Missing {
        /// What it is for.
        purpose: Purpose,
    },
    /// There is no such key.
    #[error("there is no key {key}")]
    Unknown {
        /// Its number.
        key: u32,
    },
    /// The key is not in the state for that.
    #[error("key {key} is {}; {remedy}", state.name())]
    State {
        /// The key.
        key: KeyId,
        /// What it is.
        state: KeyState,
        /// What has to be done first.
        remedy: &'static str,
    },
    /// Values would be lost.
    #[error(
        "key {key} is still used by {cells} cells, the first of them in `{column}`; run `keys reencrypt` first"
    )]
    InUse {
        /// The key.
        key: KeyId,
        /// How many.
        cells: u64,
        /// Table and column of one.
        column: String,
    },
    /// Somebody else did the same at the same time.
    #[error(
        "the keys for {purpose} were changed by somebody else at the same time; look at `keys status`"
    )]
    Changed {
        /// What they are for.
        purpose: Purpose,
    },
    /// A record of `fab_keys` cannot be understood.
    #[error("a record of `fab_keys` cannot be understood: {what}")]
    Record {
        /// What is wrong.
        what: &'static str,
    },
    /// A key could not be wrapped or unwrapped.
    #[error(transparent)]
    Wrap(#[from] WrapError),
    /// The keys contradict each other.
    #[error(transparent)]
    Ring(#[from] KeyRingError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<SealingError> for KeyError {
    fn from(error: SealingError) -> Self {
        Self::Database(error.into())
    }
}

impl From<KeyError> for DbError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Database(error) => error,
            error => SealingError::Keys { source: Box::new(error) }.into(),
        }
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::new(ErrorKind::Database, "the keys of sealed columns").with_source(error)
    }
}
