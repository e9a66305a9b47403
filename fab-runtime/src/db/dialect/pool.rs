//! Which connection to a server runs a statement? The one that ran the last, as long as it is fresh.
//!
//! The pool of sqlx asks a connection for a sign of life each time it comes back: a trip to the server for every
//! statement. So connections that just answered are kept here, ready for the next statement; one that was
//! interrupted, that failed, or that was kept for a while goes back to the pool, which tests it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Error, Pool, Transaction};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::{Clock as _, SystemClock};

/// A connection that rested for longer is tested before it is used.
pub(super) const STALE: Duration = Duration::from_secs(15);

/// A connection that was kept for longer goes back to the pool, which ends it when it is too old.
const KEPT: Duration = Duration::from_mins(1);

/// The connections to one server.
#[derive(Debug)]
pub(super) struct Connections<DB: Database> {
    pool: Pool<DB>,
    ready: Mutex<Vec<Ready<DB>>>,
    /// As many as there may be connections: who holds one finds a connection that is ready, or room for another.
    permits: Arc<Semaphore>,
    patience: Duration,
}

#[derive(Debug)]
struct Ready<DB: Database> {
    connection: PoolConnection<DB>,
    taken: Duration,
    used: Duration,
}

/// A connection in use. It is kept ready only when [`Lease::done`] says that all went well.
#[derive(Debug)]
pub(super) struct Lease<'a, DB: Database> {
    home: &'a Connections<DB>,
    connection: PoolConnection<DB>,
    taken: Duration,
    permit: OwnedSemaphorePermit,
}

/// A transaction, and the permit for its connection.
#[derive(Debug)]
pub(super) struct Held<DB: Database> {
    pub(super) transaction: Transaction<'static, DB>,
    _permit: OwnedSemaphorePermit,
}

impl<DB: Database> Connections<DB> {
    /// All connections of `pool`, which has at most so many.
    pub(super) fn new(pool: Pool<DB>, patience: Duration) -> Self {
        let count = usize::try_from(pool.options().get_max_connections()).unwrap_or(1);
        let permits = Arc::new(Semaphore::new(count));
        Self { pool, ready: Mutex::default(), permits, patience }
    }

    /// A connection for one statement.
    pub(super) async fn lease(&self) -> Result<Lease<'_, DB>, Error> {
        let permit = self.permit().await?;
        let now = SystemClock.monotonic();
        let fresh = |ready: &Ready<DB>| {
            now.saturating_sub(ready.used) < STALE && now.saturating_sub(ready.taken) < KEPT
        };
        while let Some(ready) = self.take() {
            // Any other goes back to the pool here.
            if fresh(&ready) {
                let Ready { connection, taken, .. } = ready;
                return Ok(Lease { home: self, connection, taken, permit });
            }
        }
        let connection = self.pool.acquire().await?;
        Ok(Lease { home: self, connection, taken: now, permit })
    }

    /// A transaction.
    pub(super) async fn begin(&self) -> Result<Held<DB>, Error> {
        let permit = self.permit().await?;
        let transaction = if let Some(transaction) = self.pool.try_begin().await? {
            transaction
        } else {
            // The pool may be at its limit because of those that are ready: it gets one of them back.
            drop(self.take());
            self.pool.begin().await?
        };
        Ok(Held { transaction, _permit: permit })
    }

    /// Closes every connection; those in use, when they come back.
    pub(super) async fn close(&self) {
        self.permits.close();
        drop(std::mem::take(&mut *self.ready.lock().unwrap_or_else(PoisonError::into_inner)));
        self.pool.close().await;
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, Error> {
        let permit = Arc::clone(&self.permits).acquire_owned();
        let permit = tokio::time::timeout(self.patience, permit).await;
        permit.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)
    }

    fn take(&self) -> Option<Ready<DB>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

impl<DB: Database> Lease<'_, DB> {
    /// The connection.
    pub(super) fn connection(&mut self) -> &mut DB::Connection {
        &mut self.connection
    }

    /// All went well: the connection is ready for the next statement.
    pub(super) fn done(self) {
        let Self { home, connection, taken, permit } = self;
        if home.permits.is_closed() {
            return;
        }
        let used = SystemClock.monotonic();
        let mut ready = home.ready.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody needed the one that rests for longest: the pool may end it.
        let resting = ready.first().is_some_and(|first| used.saturating_sub(first.used) > KEPT);
        let rested = resting.then(|| ready.remove(0));
        ready.push(Ready { connection, taken, used });
        drop(ready);
        drop((rested, permit));
    }
}
