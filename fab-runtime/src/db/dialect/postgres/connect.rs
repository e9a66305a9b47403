//! How is a PostgreSQL server reached?

use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use super::driver::Postgres;
use crate::db::dialect::Driver;
use crate::db::dialect::pool::{Connections, STALE};
use crate::db::error::DbError;
use crate::db::options::DbOptions;

/// Statements that each connection keeps prepared.
const PREPARED: usize = 512;

/// Connects to a server.
pub(in crate::db::dialect) async fn connect(
    options: &DbOptions,
) -> Result<Box<dyn Driver>, DbError> {
    let unreachable = |source: sqlx::Error| DbError::Unreachable {
        server: options.shown_url(),
        source: Box::new(source),
    };
    let server = PgConnectOptions::from_str(&options.url)
        .map_err(|_| {
            DbError::url("a PostgreSQL URL looks like postgres://user:password@host/name")
        })?
        .statement_cache_capacity(PREPARED)
        .application_name("fab")
        .options([
            ("TimeZone", "UTC".to_owned()),
            ("statement_timeout", options.statement_timeout.as_millis().to_string()),
        ])
        .disable_statement_logging();
    let first = tokio::time::timeout(options.acquire_timeout, server.connect())
        .await
        .map_err(|_| DbError::Busy)?
        .map_err(unreachable)?;
    first.close().await.map_err(unreachable)?;
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { Ok(meta.idle_for < STALE || connection.ping().await.is_ok()) })
        })
        .connect_lazy_with(server);
    Ok(Box::new(Postgres::new(Connections::new(pool, options.acquire_timeout))))
}
