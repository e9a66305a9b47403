//! Which connections read? A few that wait ready, each with a deadline for the statement it runs.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::errors;
use crate::clock::{Clock as _, SystemClock};
use crate::db::error::DbError;
use crate::db::options::DbOptions;

/// Steps of SQLite's machine between two looks at the clock: well under a millisecond.
const STEPS: i32 = 20_000;

/// Connections that read.
#[derive(Debug)]
pub(super) struct Readers {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<Reader>>,
    permits: Semaphore,
    acquire_timeout: Duration,
    statement_timeout: Duration,
}

#[derive(Debug)]
struct Reader {
    connection: SqliteConnection,
    /// When the running statement is stopped, in microseconds of the clock.
    deadline: Arc<AtomicI64>,
}

/// A reader in use; it goes back when dropped.
#[derive(Debug)]
pub(super) struct Lease<'a> {
    readers: &'a Readers,
    reader: Option<Reader>,
    _permit: SemaphorePermit<'a>,
}

impl Readers {
    pub(super) fn new(options: SqliteConnectOptions, db: &DbOptions) -> Self {
        let count = usize::try_from(db.max_connections.max(1)).unwrap_or(1);
        Self {
            options,
            idle: Mutex::default(),
            permits: Semaphore::new(count),
            acquire_timeout: db.acquire_timeout,
            statement_timeout: db.statement_timeout,
        }
    }

    /// A reader whose next statement is stopped at its deadline.
    pub(super) async fn lease(&self) -> Result<Lease<'_>, DbError> {
        let permit = tokio::time::timeout(self.acquire_timeout, self.permits.acquire())
            .await
            .map_err(|_| DbError::Busy)?
            .map_err(|_| DbError::Busy)?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => self.open().await.map_err(errors::db_error)?,
        };
        reader.deadline.store(self.deadline(), Ordering::Relaxed);
        Ok(Lease { readers: self, reader: Some(reader), _permit: permit })
    }

    async fn open(&self) -> Result<Reader, sqlx::Error> {
        let mut connection = self.options.connect().await?;
        let deadline = Arc::new(AtomicI64::new(i64::MAX));
        let limit = Arc::clone(&deadline);
        connection.lock_handle().await?.set_progress_handler(STEPS, move || {
            SystemClock.now().timestamp_micros() < limit.load(Ordering::Relaxed)
        });
        Ok(Reader { connection, deadline })
    }

    fn deadline(&self) -> i64 {
        if self.statement_timeout.is_zero() {
            return i64::MAX;
        }
        let timeout = i64::try_from(self.statement_timeout.as_micros()).unwrap_or(i64::MAX);
        SystemClock.now().timestamp_micros().saturating_add(timeout)
    }

    /// Closes the readers; those in use are closed when they come back.
    pub(super) async fn close(&self) {
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for reader in idle {
            // The file is intact whether or not the last connection says goodbye.
            let _ = sqlx::Connection::close(reader.connection).await;
        }
    }
}

impl Lease<'_> {
    /// The connection; `None` never happens while the lease lives.
    pub(super) fn connection(&mut self) -> Option<&mut SqliteConnection> {
        self.reader.as_mut().map(|reader| &mut reader.connection)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(reader) = self.reader.take()
            && !self.readers.permits.is_closed()
        {
            self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        }
    }
}
