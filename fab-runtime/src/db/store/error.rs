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
    /// Nothing was done, because it cannot be done to this one of many rows.
    #[error("it cannot be done to “{title}”")]
    OneOfMany {
        /// What names the row.
        title: String,
        /// Why not.
        #[source]
        source: Box<StoreError>,
    },
    /// Nothing was done, because other rows meet the condition than when it was last looked at.
    #[error("{found} rows meet the condition and no longer {expected}")]
    OtherRows {
        /// How many there were.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Nothing was done, because more rows meet the condition than may be changed at once.
    #[error("more than {most} rows meet the condition")]
    TooManyRows {
        /// How many may be changed at once.
        most: u32,
    },
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
