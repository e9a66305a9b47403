//! How do the three databases differ? One folder each, with the same files in it.

use std::fmt;

use futures_util::future::BoxFuture;

use crate::db::error::DbError;
use crate::db::options::DbOptions;
use crate::db::statement::Statement;
use crate::models::Value;

mod kind;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod pool;
pub(crate) mod written;

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(not(feature = "mysql"))]
#[path = "absent_mysql.rs"]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(not(feature = "postgres"))]
#[path = "absent_postgres.rs"]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(not(feature = "sqlite"))]
#[path = "absent_sqlite.rs"]
mod sqlite;

pub use self::kind::DialectKind;

/// The values of a result, row by row.
pub(crate) type Rows = Vec<Vec<Value>>;

/// What a statement without a result did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Done {
    /// Rows that were written.
    pub(crate) rows: u64,
    /// The key that the database made, where it says so only here.
    pub(crate) last_key: Option<i64>,
}

/// A pool of connections to one kind of database.
pub(crate) trait Driver: sealed::Sealed + fmt::Debug + Send + Sync {
    /// Whether `INSERT .. RETURNING` is understood.
    fn has_returning(&self) -> bool {
        true
    }

    /// Runs a statement and reads its result.
    fn fetch(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DbError>>;

    /// Runs a statement without a result.
    fn execute(&self, statement: Statement) -> BoxFuture<'_, Result<Done, DbError>>;

    /// Begins a transaction that may write.
    fn begin(&self) -> BoxFuture<'_, Result<Box<dyn Session>, DbError>>;

    /// Closes every connection.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// One open transaction. Dropped, it is rolled back.
pub(crate) trait Session: Send {
    /// Runs a statement and reads its result.
    fn fetch(&mut self, statement: Statement) -> BoxFuture<'_, Result<Rows, DbError>>;

    /// Runs a statement without a result.
    fn execute(&mut self, statement: Statement) -> BoxFuture<'_, Result<Done, DbError>>;

    /// Makes the changes durable.
    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), DbError>>;

    /// Undoes the changes.
    fn rollback(self: Box<Self>) -> BoxFuture<'static, Result<(), DbError>>;
}

/// Opens the pool that the URL asks for.
pub(crate) async fn connect(options: &DbOptions) -> Result<Box<dyn Driver>, DbError> {
    match options.dialect()? {
        DialectKind::Sqlite => sqlite::connect(options).await,
        DialectKind::Postgres => postgres::connect(options).await,
        DialectKind::MySql => mysql::connect(options).await,
    }
}

mod sealed {
    //! Which types may be drivers? Those in this folder.

    /// Implemented by our drivers only.
    pub(crate) trait Sealed {}
}
