//! What is sent to a database, and what is expected back?

use crate::db::error::DbError;
use crate::db::storage::Storage;
use crate::models::{Column, Kind, Value};

/// A statement that is ready to run: a text that depends on shape only, bound values, and how to read the
/// result. Made by [`SqlWriter`](crate::db::SqlWriter).
#[derive(Debug)]
#[must_use]
pub struct Statement {
    pub(crate) sql: String,
    pub(crate) binds: Vec<Bind>,
    pub(crate) reads: Vec<Read>,
    pub(crate) problem: Option<DbError>,
}

impl Statement {
    /// The text, for logs and tests.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The values that are bound, in order.
    pub fn binds(&self) -> &[Bind] {
        &self.binds
    }

    /// Whether it only reads.
    pub fn is_read(&self) -> bool {
        ["SELECT", "WITH", "PRAGMA", "EXPLAIN"].iter().any(|word| self.sql.starts_with(word))
    }

    /// Whether it neither binds nor reads anything, as DDL does: it is then not worth preparing.
    pub const fn is_plain(&self) -> bool {
        self.binds.is_empty() && self.reads.is_empty()
    }

    /// The statement, or why it cannot run.
    pub(crate) fn checked(mut self) -> Result<Self, DbError> {
        match self.problem.take() {
            Some(problem) => Err(problem),
            None => Ok(self),
        }
    }
}

/// One bound value.
#[derive(Debug)]
#[non_exhaustive]
pub struct Bind {
    /// What column it is meant for.
    pub read: Read,
    /// The value.
    pub value: Value,
}

/// How one column of a result is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    pub(crate) kind: Kind,
    pub(crate) scale: u8,
    pub(crate) storage: Storage,
}

impl Read {
    /// A value of `kind` in the form that `fab` gives its own columns.
    pub const fn of(kind: Kind) -> Self {
        Self { kind, scale: 0, storage: Storage::Native }
    }

    /// A value of `column` that is kept as `storage`.
    pub const fn column(column: &Column, storage: Storage) -> Self {
        Self { kind: column.kind(), scale: column.scale, storage }
    }
}
