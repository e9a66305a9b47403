//! How is a MySQL or MariaDB server reached?

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

use super::driver::MySql;
use crate::db::dialect::pool::{Connections, STALE};
use crate::db::dialect::{DialectKind, Driver};
use crate::db::error::DbError;
use crate::db::exec;
use crate::db::options::DbOptions;
use crate::db::writer::SqlWriter;

/// Statements that each connection keeps prepared. Large, because a statement that must be prepared again
/// costs a delayed packet: 44 ms instead of 0.1 ms.
const PREPARED: usize = 512;

/// Connects to a server.
pub(in crate::db::dialect) async fn connect(
    options: &DbOptions,
) -> Result<Box<dyn Driver>, DbError> {
    let unreachable = |source: sqlx::Error| DbError::Unreachable {
        server: options.shown_url(),
        source: Box::new(source),
    };
    let server = MySqlConnectOptions::from_str(&options.url)
        .map_err(|_| DbError::url("a MySQL URL looks like mysql://user:password@host/name"))?
        .statement_cache_capacity(PREPARED)
        .charset("utf8mb4")
        .timezone(Some("+00:00".to_owned()))
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .disable_statement_logging();
    let mut first = tokio::time::timeout(options.acquire_timeout, server.connect())
        .await
        .map_err(|_| DbError::Busy)?
        .map_err(unreachable)?;
    let mariadb = is_mariadb(&mut first).await.map_err(unreachable)?;
    first.close().await.map_err(unreachable)?;
    let timeout = options.statement_timeout;
    let pool = MySqlPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { Ok(meta.idle_for < STALE || connection.ping().await.is_ok()) })
        })
        .after_connect(move |connection, _| {
            Box::pin(async move {
                let limit = time_limit(mariadb, timeout);
                connection.execute(exec::plain(limit)).await?;
                connection.execute(STRICT).await?;
                connection.execute(ISOLATION).await.map(drop)
            })
        })
        .connect_lazy_with(server);
    Ok(Box::new(MySql::new(Connections::new(pool, options.acquire_timeout), mariadb)))
}

/// Nothing is cut, rounded to zero or replaced in silence.
const STRICT: &str = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,\
    ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

/// What PostgreSQL has by default; the other default locks gaps, and so makes more deadlocks.
const ISOLATION: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

async fn is_mariadb(connection: &mut MySqlConnection) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("SELECT VERSION()").fetch_one(connection).await?;
    Ok(row.try_get_unchecked::<String, _>(0)?.contains("MariaDB"))
}

/// MariaDB limits every statement in seconds, MySQL only SELECT and in milliseconds.
fn time_limit(mariadb: bool, timeout: Duration) -> String {
    let mut writer = SqlWriter::new(DialectKind::MySql);
    if mariadb {
        let seconds = timeout.as_secs().max(u64::from(!timeout.is_zero()));
        writer.push("SET SESSION max_statement_time = ").number(seconds);
    } else {
        let millis = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        writer.push("SET SESSION max_execution_time = ").number(millis);
    }
    writer.finish(&[]).sql
}
