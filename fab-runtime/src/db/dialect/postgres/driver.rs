//! How does a statement run on PostgreSQL?

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryStreamExt as _};
use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgRow};

use super::{bind, decode, errors};
use crate::db::dialect::pool::{Connections, Held};
use crate::db::dialect::{Done, Driver, Rows, Session, sealed};
use crate::db::error::DbError;
use crate::db::exec;
use crate::db::statement::{Read, Statement};
use crate::models::Value;

/// A pool of connections to one server.
#[derive(Debug)]
pub(super) struct Postgres {
    connections: Connections<sqlx::Postgres>,
}

impl Postgres {
    pub(super) const fn new(connections: Connections<sqlx::Postgres>) -> Self {
        Self { connections }
    }
}

impl sealed::Sealed for Postgres {}

impl Driver for Postgres {
    fn fetch(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DbError>> {
        async move {
            let mut lease = self.connections.lease().await.map_err(errors::db_error)?;
            let rows = fetch(lease.connection(), statement).await?;
            lease.done();
            Ok(rows)
        }
        .boxed()
    }

    fn execute(&self, statement: Statement) -> BoxFuture<'_, Result<Done, DbError>> {
        async move {
            let mut lease = self.connections.lease().await.map_err(errors::db_error)?;
            let done = execute(lease.connection(), statement).await?;
            lease.done();
            Ok(done)
        }
        .boxed()
    }

    fn begin(&self) -> BoxFuture<'_, Result<Box<dyn Session>, DbError>> {
        async move {
            let held = self.connections.begin().await.map_err(errors::db_error)?;
            let session: Box<dyn Session> = Box::new(PostgresSession(held));
            Ok(session)
        }
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.connections.close().boxed()
    }
}

struct PostgresSession(Held<sqlx::Postgres>);

impl Session for PostgresSession {
    fn fetch(&mut self, statement: Statement) -> BoxFuture<'_, Result<Rows, DbError>> {
        fetch(&mut self.0.transaction, statement).boxed()
    }

    fn execute(&mut self, statement: Statement) -> BoxFuture<'_, Result<Done, DbError>> {
        execute(&mut self.0.transaction, statement).boxed()
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), DbError>> {
        async move { self.0.transaction.commit().await.map_err(errors::db_error) }.boxed()
    }

    fn rollback(self: Box<Self>) -> BoxFuture<'static, Result<(), DbError>> {
        async move { self.0.transaction.rollback().await.map_err(errors::db_error) }.boxed()
    }
}

async fn fetch(connection: &mut PgConnection, statement: Statement) -> Result<Rows, DbError> {
    let arguments = bind::arguments(statement.binds)?;
    let mut found = exec::prepared::<sqlx::Postgres>(statement.sql, arguments).fetch(connection);
    let mut rows = Rows::new();
    while let Some(row) = found.try_next().await.map_err(errors::db_error)? {
        rows.push(read_row(&row, &statement.reads)?);
    }
    Ok(rows)
}

fn read_row(row: &PgRow, reads: &[Read]) -> Result<Vec<Value>, DbError> {
    let mut values = Vec::with_capacity(reads.len());
    for (index, read) in reads.iter().enumerate() {
        let value = row.try_get_raw(index).map_err(errors::db_error)?;
        values.push(decode::value(value, *read, index)?);
    }
    Ok(values)
}

async fn execute(connection: &mut PgConnection, statement: Statement) -> Result<Done, DbError> {
    let done = if statement.is_plain() {
        exec::plain(statement.sql).execute(connection).await
    } else {
        let arguments = bind::arguments(statement.binds)?;
        exec::prepared::<sqlx::Postgres>(statement.sql, arguments).execute(connection).await
    }
    .map_err(errors::db_error)?;
    Ok(Done { rows: done.rows_affected(), last_key: None })
}
