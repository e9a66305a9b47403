//! What does PostgreSQL mean by its error codes?

use sqlx::postgres::PgDatabaseError;

use crate::db::error::{Constraint, ConstraintKind, DbError};

/// The error in our words.
pub(super) fn db_error(error: sqlx::Error) -> DbError {
    let said =
        error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
    let Some(said) = said else {
        return match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => DbError::Busy,
            error => DbError::Refused { source: Box::new(error) },
        };
    };
    let kind = match said.code() {
        "40001" | "40P01" | "55P03" => return DbError::Conflict { source: Box::new(error) },
        "57014" => return DbError::Timeout,
        "23505" | "23P01" => ConstraintKind::Unique,
        "23503" | "23001" => ConstraintKind::ForeignKey,
        "23502" => ConstraintKind::NotNull,
        "23514" => ConstraintKind::Check,
        "22001" => ConstraintKind::TooLong,
        "22003" | "22008" => ConstraintKind::OutOfRange,
        _ => return DbError::Refused { source: Box::new(error) },
    };
    DbError::Constraint(Constraint {
        kind,
        columns: match said.column() {
            Some(column) => vec![column.to_owned()],
            None => said.detail().map(key_columns).unwrap_or_default(),
        },
        name: said.constraint().map(str::to_owned),
    })
}

/// `Key (email, country)=(..) already exists.`
fn key_columns(detail: &str) -> Vec<String> {
    let names = detail
        .strip_prefix("Key (")
        .and_then(|rest| rest.split_once(")=("))
        .map_or("", |(names, _)| names);
    names
        .split(", ")
        .filter(|name| !name.is_empty())
        .map(|name| name.trim_matches('"').to_owned())
        .collect()
}
