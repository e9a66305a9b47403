//! How does a text reach a driver? The only place that vouches for SQL.
//!
//! Texts come from [`SqlWriter`](crate::db::SqlWriter) alone, which takes `&'static str` pieces, quoted names
//! and placeholders; values never become part of a text.

use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Database};

/// A prepared statement with its arguments.
pub(super) fn prepared<DB: Database>(
    sql: String,
    arguments: DB::Arguments,
) -> Query<'static, DB, DB::Arguments>
where
    DB::Arguments: sqlx::IntoArguments<DB>,
{
    sqlx::query_with(AssertSqlSafe(sql), arguments)
}

/// A statement without arguments and results, sent as it is.
pub(super) fn plain(sql: String) -> sqlx::RawSql {
    sqlx::raw_sql(AssertSqlSafe(sql))
}
