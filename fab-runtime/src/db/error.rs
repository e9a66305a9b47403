//! What can a database refuse?

use crate::db::sealing::SealingError;
use crate::error::{Error, ErrorKind};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong between the program and the database. For logs; no page shows it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DbError {
    /// The URL cannot be understood.
    #[error("{reason}")]
    Url {
        /// What a URL looks like.
        reason: String,
    },
    /// The program was built without the driver.
    #[error("this program was built without the feature `{feature}`")]
    DriverMissing {
        /// The feature of `fab` to switch on.
        feature: &'static str,
    },
    /// Nobody answers there, or not to us.
    #[error("cannot connect to {server}")]
    Unreachable {
        /// The URL without its password.
        server: String,
        /// What the driver says.
        #[source]
        source: Source,
    },
    /// Every connection was in use for too long.
    #[error("no database connection became free in time")]
    Busy,
    /// The statement ran for too long and was stopped.
    #[error("the statement took too long and was stopped")]
    Timeout,
    /// A rule of the table forbids the change.
    #[error("{0}")]
    Constraint(Constraint),
    /// Two transactions were in each other's way; trying again may work.
    #[error("the transaction met another one and was undone")]
    Conflict {
        /// What the driver says.
        #[source]
        source: Source,
    },
    /// A column that the model does not have was used in a condition.
    #[error("the table `{table}` has no column `{column}` in its model")]
    UnknownColumn {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
    },
    /// Something is sealed that was not to be had.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// The database holds what the column cannot be.
    #[error("column {index} of the result holds {found} where {wanted} was expected")]
    Decode {
        /// Its place in the result, from 1.
        index: usize,
        /// What was expected.
        wanted: &'static str,
        /// The database's word for what is there.
        found: String,
    },
    /// The database refused the statement.
    #[error("the database refused the statement")]
    Refused {
        /// What the driver says.
        #[source]
        source: Source,
    },
}

impl DbError {
    pub(crate) fn url(reason: impl Into<String>) -> Self {
        Self::Url { reason: reason.into() }
    }

    /// The broken rule, if that is what this is.
    pub const fn constraint(&self) -> Option<&Constraint> {
        match self {
            Self::Constraint(constraint) => Some(constraint),
            _ => None,
        }
    }

    /// Whether the same transaction, done again, may succeed.
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::Sealing(SealingError::KeysChanged))
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        Self::new(ErrorKind::Database, "the database failed").with_source(error)
    }
}

/// A rule of a table that a change breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Constraint {
    /// Which rule.
    pub kind: ConstraintKind,
    /// The columns, as far as the database names them.
    pub columns: Vec<String>,
    /// The name of the constraint or index, as far as the database says it.
    pub name: Option<String>,
}

/// The kinds of rules that tables have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// Another row has the value.
    Unique,
    /// The row that is referred to does not exist, or others still refer to this one.
    ForeignKey,
    /// A value is missing.
    NotNull,
    /// A check failed.
    Check,
    /// A text is longer than its column.
    TooLong,
    /// A number or a date does not fit its column.
    OutOfRange,
}

impl Constraint {
    /// A broken rule of which nothing else is known.
    pub const fn new(kind: ConstraintKind) -> Self {
        Self { kind, columns: Vec::new(), name: None }
    }
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.kind {
            ConstraintKind::Unique => "another row has the same value",
            ConstraintKind::ForeignKey => "a reference to another row does not hold",
            ConstraintKind::NotNull => "a value is missing",
            ConstraintKind::Check => "a check of the table failed",
            ConstraintKind::TooLong => "a text is too long for its column",
            ConstraintKind::OutOfRange => "a value does not fit its column",
        })?;
        match (&self.name, self.columns.is_empty()) {
            (_, false) => write!(f, " ({})", self.columns.join(", ")),
            (Some(name), true) => write!(f, " ({name})"),
            (None, true) => Ok(()),
        }
    }
}
