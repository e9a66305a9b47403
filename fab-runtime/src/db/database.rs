//! What is a handle to a database, and what is a transaction?

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::db::dialect::{self, DialectKind, Done, Driver, Session};
use crate::db::error::DbError;
use crate::db::options::DbOptions;
use crate::db::statement::Statement;
use crate::db::storage::{Storage, Storages};
use crate::db::writer::SqlWriter;
use crate::models::{Kind, ModelMeta, Value};

/// A handle to a database; clones share its connections.
#[derive(Debug, Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    dialect: DialectKind,
    driver: Box<dyn Driver>,
    statements: AtomicU64,
    storages: RwLock<Arc<Storages>>,
}

impl Db {
    /// Connects. One plain connection is tried first, so that a dead server is said at once.
    ///
    /// # Errors
    ///
    /// When the URL is wrong, its driver is not built in, or nobody answers.
    pub async fn connect(options: &DbOptions) -> Result<Self, DbError> {
        let dialect = options.dialect()?;
        let driver = dialect::connect(options).await?;
        let statements = AtomicU64::new(0);
        let storages = RwLock::default();
        Ok(Self { inner: Arc::new(Inner { dialect, driver, statements, storages }) })
    }

    /// The kind of database.
    pub fn dialect(&self) -> DialectKind {
        self.inner.dialect
    }

    /// An empty statement for this database.
    pub fn writer(&self) -> SqlWriter {
        SqlWriter::with_storages(self.dialect(), self.storages())
    }

    /// Runs a statement and reads its result, row by row.
    ///
    /// # Errors
    ///
    /// When the database refuses it or the result is not what was expected.
    pub async fn fetch(&self, statement: Statement) -> Result<Vec<Vec<Value>>, DbError> {
        let statement = self.inner.note(statement)?;
        self.inner.driver.fetch(statement).await
    }

    /// Runs a statement without a result; the number of rows written.
    ///
    /// # Errors
    ///
    /// When the database refuses it.
    pub async fn execute(&self, statement: Statement) -> Result<u64, DbError> {
        let statement = self.inner.note(statement)?;
        Ok(self.inner.driver.execute(statement).await?.rows)
    }

    /// Begins a transaction that may write. On SQLite it waits for other writers here, not later.
    ///
    /// # Errors
    ///
    /// When no connection becomes free in time.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        let session = self.inner.driver.begin().await?;
        Ok(Tx { db: self.clone(), session, then: Vec::new() })
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.fetch(self.writer().push("SELECT 1").finish(&[Kind::Int])).await.map(drop)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.inner.driver.close().await;
    }

    /// How many statements were run so far, transactions' too.
    pub fn statement_count(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    /// Says in which forms the table of `model` keeps its columns, by column index.
    pub fn set_storage(&self, model: &'static ModelMeta, columns: Vec<Storage>) {
        let mut storages = self.inner.storages.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = Storages::clone(&storages);
        if columns.iter().all(|storage| *storage == Storage::Native) {
            changed.remove(model.table);
        } else {
            changed.insert(model.table, columns.into());
        }
        *storages = Arc::new(changed);
    }

    pub(crate) fn storages(&self) -> Arc<Storages> {
        Arc::clone(&self.inner.storages.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether `INSERT .. RETURNING` is understood.
    pub(crate) fn has_returning(&self) -> bool {
        self.inner.driver.has_returning()
    }
}

impl Inner {
    fn note(&self, statement: Statement) -> Result<Statement, DbError> {
        let statement = statement.checked()?;
        self.statements.fetch_add(1, Ordering::Relaxed);
        tracing::trace!(target: "fab::sql", sql = statement.sql());
        Ok(statement)
    }
}

/// An open transaction: all of it, or nothing. Dropped without [`Tx::commit`], it is undone.
#[must_use]
pub struct Tx {
    db: Db,
    session: Box<dyn Session>,
    then: Vec<Box<dyn FnOnce() + Send>>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("dialect", &self.db.dialect()).finish_non_exhaustive()
    }
}

impl Tx {
    /// The database.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// An empty statement for this database.
    pub fn writer(&self) -> SqlWriter {
        self.db.writer()
    }

    /// Runs a statement and reads its result, row by row.
    ///
    /// # Errors
    ///
    /// When the database refuses it or the result is not what was expected.
    pub async fn fetch(&mut self, statement: Statement) -> Result<Vec<Vec<Value>>, DbError> {
        let statement = self.db.inner.note(statement)?;
        self.session.fetch(statement).await
    }

    /// Runs a statement without a result; the number of rows written.
    ///
    /// # Errors
    ///
    /// When the database refuses it.
    pub async fn execute(&mut self, statement: Statement) -> Result<u64, DbError> {
        Ok(self.run(statement).await?.rows)
    }

    /// Runs a statement; what it did, with the key that the database made.
    pub(crate) async fn run(&mut self, statement: Statement) -> Result<Done, DbError> {
        let statement = self.db.inner.note(statement)?;
        self.session.execute(statement).await
    }

    /// Does this once the changes are durable, and never if they are undone.
    pub fn after_commit(&mut self, then: impl FnOnce() + Send + 'static) {
        self.then.push(Box::new(then));
    }

    /// Makes the changes durable.
    ///
    /// # Errors
    ///
    /// When the database cannot.
    pub async fn commit(self) -> Result<(), DbError> {
        self.session.commit().await?;
        self.then.into_iter().for_each(|then| then());
        Ok(())
    }

    /// Undoes the changes.
    ///
    /// # Errors
    ///
    /// When the connection is lost; the changes are undone then too.
    pub async fn rollback(self) -> Result<(), DbError> {
        self.session.rollback().await
    }
}
