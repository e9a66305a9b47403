//! What does SQLite mean by its error codes?

use sqlx::error::DatabaseError;

use crate::db::error::{Constraint, ConstraintKind, DbError};

/// The error in our words.
pub(super) fn db_error(error: sqlx::Error) -> DbError {
    let Some(code) = error.as_database_error().and_then(number) else {
        return match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => DbError::Busy,
            error => DbError::Refused { source: Box::new(error) },
        };
    };
    let message = error.as_database_error().map(DatabaseError::message).unwrap_or_default();
    // The lower byte is the family: SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPT.
    match (code, code & 0xff) {
        (_, 5 | 6) => DbError::Conflict { source: Box::new(error) },
        (_, 9) => DbError::Timeout,
        (_, 18) => DbError::Constraint(Constraint::new(ConstraintKind::TooLong)),
        (code, 19) => match constraint(code, message) {
            Some(constraint) => DbError::Constraint(constraint),
            None => DbError::Refused { source: Box::new(error) },
        },
        _ => DbError::Refused { source: Box::new(error) },
    }
}

fn number(error: &dyn DatabaseError) -> Option<i32> {
    error.code()?.parse().ok()
}

/// `UNIQUE constraint failed: customers.email, customers.country`
fn constraint(code: i32, message: &str) -> Option<Constraint> {
    let kind = match code {
        1555 | 2067 | 2579 => ConstraintKind::Unique,
        787 => ConstraintKind::ForeignKey,
        // ON DELETE RESTRICT is told as if a trigger had refused.
        1811 if message.starts_with("FOREIGN KEY") => ConstraintKind::ForeignKey,
        1299 => ConstraintKind::NotNull,
        275 => ConstraintKind::Check,
        3091 => ConstraintKind::OutOfRange,
        _ => return None,
    };
    let said = message.split_once(": ").map_or("", |(_, said)| said);
    let mut constraint = Constraint::new(kind);
    match kind {
        ConstraintKind::Unique | ConstraintKind::NotNull => {
            if let Some(name) = said.strip_prefix("index ") {
                constraint.name = Some(name.trim_matches('\'').to_owned());
            } else {
                constraint.columns = said.split(", ").filter_map(column).collect();
            }
        }
        ConstraintKind::Check => constraint.name = Some(said.to_owned()),
        ConstraintKind::OutOfRange => {
            constraint.columns = message.rsplit(' ').take(1).filter_map(column).collect();
        }
        _ => {}
    }
    Some(constraint)
}

fn column(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, column)| column.to_owned())
}
