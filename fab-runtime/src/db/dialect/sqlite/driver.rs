//! How does a statement run on SQLite?

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryStreamExt as _};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{Row as _, Transaction};

use super::readers::Readers;
use super::{bind, decode, errors};
use crate::db::dialect::{Done, Driver, Rows, Session, sealed};
use crate::db::error::DbError;
use crate::db::exec;
use crate::db::statement::{Read, Statement};
use crate::models::Value;

/// One writer and, unless the database is in memory, some readers.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: SqlitePool,
    readers: Option<Readers>,
}

impl Sqlite {
    pub(super) const fn new(writer: SqlitePool, readers: Option<Readers>) -> Self {
        Self { writer, readers }
    }
}

impl sealed::Sealed for Sqlite {}

impl Driver for Sqlite {
    fn fetch(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DbError>> {
        async move {
            if let Some(readers) = &self.readers
                && statement.is_read()
            {
                let mut lease = readers.lease().await?;
                let connection = lease.connection().ok_or(DbError::Busy)?;
                return fetch(connection, statement).await;
            }
            let mut connection = self.writer.acquire().await.map_err(errors::db_error)?;
            fetch(&mut connection, statement).await
        }
        .boxed()
    }

    fn execute(&self, statement: Statement) -> BoxFuture<'_, Result<Done, DbError>> {
        async move {
            let mut connection = self.writer.acquire().await.map_err(errors::db_error)?;
            execute(&mut connection, statement).await
        }
        .boxed()
    }

    fn begin(&self) -> BoxFuture<'_, Result<Box<dyn Session>, DbError>> {
        async move {
            // The write lock is taken now, so that no statement later fails because another came first.
            let tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(errors::db_error)?;
            let session: Box<dyn Session> = Box::new(SqliteSession(tx));
            Ok(session)
        }
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        async move {
            if let Some(readers) = &self.readers {
                readers.close().await;
            }
            self.writer.close().await;
        }
        .boxed()
    }
}

struct SqliteSession(Transaction<'static, sqlx::Sqlite>);

impl Session for SqliteSession {
    fn fetch(&mut self, statement: Statement) -> BoxFuture<'_, Result<Rows, DbError>> {
        fetch(&mut self.0, statement).boxed()
    }

    fn execute(&mut self, statement: Statement) -> BoxFuture<'_, Result<Done, DbError>> {
        execute(&mut self.0, statement).boxed()
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), DbError>> {
        async move { self.0.commit().await.map_err(errors::db_error) }.boxed()
    }

    fn rollback(self: Box<Self>) -> BoxFuture<'static, Result<(), DbError>> {
        async move { self.0.rollback().await.map_err(errors::db_error) }.boxed()
    }
}

async fn fetch(connection: &mut SqliteConnection, statement: Statement) -> Result<Rows, DbError> {
    let arguments = bind::arguments(statement.binds)?;
    let mut found = exec::prepared::<sqlx::Sqlite>(statement.sql, arguments).fetch(connection);
    let mut rows = Rows::new();
    while let Some(row) = found.try_next().await.map_err(errors::db_error)? {
        rows.push(read_row(&row, &statement.reads)?);
    }
    Ok(rows)
}

fn read_row(row: &SqliteRow, reads: &[Read]) -> Result<Vec<Value>, DbError> {
    let mut values = Vec::with_capacity(reads.len());
    for (index, read) in reads.iter().enumerate() {
        let value = row.try_get_raw(index).map_err(errors::db_error)?;
        values.push(decode::value(value, *read, index)?);
    }
    Ok(values)
}

async fn execute(connection: &mut SqliteConnection, statement: Statement) -> Result<Done, DbError> {
    let done = if statement.is_plain() {
        exec::plain(statement.sql).execute(connection).await
    } else {
        let arguments = bind::arguments(statement.binds)?;
        exec::prepared::<sqlx::Sqlite>(statement.sql, arguments).execute(connection).await
    }
    .map_err(errors::db_error)?;
    Ok(Done { rows: done.rows_affected(), last_key: Some(done.last_insert_rowid()) })
}
