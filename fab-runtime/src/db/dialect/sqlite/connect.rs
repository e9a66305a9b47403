//! How is a SQLite file opened?

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use super::driver::Sqlite;
use super::readers::Readers;
use crate::db::dialect::Driver;
use crate::db::error::DbError;
use crate::db::options::DbOptions;

/// How long a writer waits for another process to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements that each connection keeps prepared.
const PREPARED: usize = 256;

/// Rows that the thread of a connection reads ahead: a whole page, so that it need not wait for its reader.
const ROWS_AHEAD: usize = 256;

/// Opens a file, making it when it is not there, or a database in memory.
pub(in crate::db::dialect) async fn connect(
    options: &DbOptions,
) -> Result<Box<dyn Driver>, DbError> {
    let unreachable = |source: sqlx::Error| DbError::Unreachable {
        server: options.shown_url(),
        source: Box::new(source),
    };
    let in_memory = is_in_memory(&options.url);
    let file = SqliteConnectOptions::from_str(&options.url)
        .map_err(|_| DbError::url("a SQLite URL looks like sqlite:shop.db or sqlite::memory:"))?
        .create_if_missing(options.create)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Normal)
        .statement_cache_capacity(PREPARED)
        .row_buffer_size(ROWS_AHEAD)
        .disable_statement_logging();
    let file = if in_memory { file } else { file.journal_mode(SqliteJournalMode::Wal) };
    if !in_memory {
        // A file that cannot be opened is said at once, not after the pool has waited.
        let first = file.connect().await.map_err(unreachable)?;
        first.close().await.map_err(unreachable)?;
    }
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(u32::from(in_memory))
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(file.clone())
        .await
        .map_err(unreachable)?;
    let readers = (!in_memory).then(|| Readers::new(file, options));
    Ok(Box::new(Sqlite::new(writer, readers)))
}

/// Whether nothing is kept on disk: such a database is one connection.
fn is_in_memory(url: &str) -> bool {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url).trim_start_matches("//");
    rest.is_empty() || rest.starts_with(":memory:") || rest.contains("mode=memory")
}
