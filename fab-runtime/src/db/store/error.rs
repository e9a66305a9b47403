//! What can a store refuse?

use crate::db::error::DbError;
use crate::db::store::outcome::Dependent;
use crate::error::{Error, ErrorKind};
use crate::models::{LoadError, Record, Violations};

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such row, or not for this scope.
    #[error("there is no such row")]
    NotFound,
    /// The row breaks rules; said at its fields.
    #[error("{0}")]
    Invalid(Violations),
    /// Somebody else changed the row in the meantime.
    #[error("the row was changed by somebody else")]
    Stale {
        /// The row as it is now.
        current: Box<Record>,
    },
    /// Other rows refer to the row.
    #[error("other rows refer to this row")]
    Blocked(Vec<Dependent>),
    /// A row holds what its struct cannot be.
    #[error("a row does not fit its struct")]
    Load(#[from] LoadError),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbError),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) => error.into(),
            error => Self::new(ErrorKind::Database, "the rows could not be read or written")
                .with_source(error),
        }
    }
}
