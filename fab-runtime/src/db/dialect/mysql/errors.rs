//! What do MySQL and MariaDB mean by their error numbers?

use sqlx::mysql::MySqlDatabaseError;

use crate::db::error::{Constraint, ConstraintKind, DbError};

/// The error in our words.
pub(super) fn db_error(error: sqlx::Error) -> DbError {
    let said =
        error.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    let Some(said) = said else {
        return match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => DbError::Busy,
            error => DbError::Refused { source: Box::new(error) },
        };
    };
    let kind = match said.number() {
        1205 | 1213 | 1020 => return DbError::Conflict { source: Box::new(error) },
        1317 | 1969 | 3024 => return DbError::Timeout,
        1062 | 1586 => ConstraintKind::Unique,
        1216 | 1217 | 1451 | 1452 => ConstraintKind::ForeignKey,
        1048 | 1364 => ConstraintKind::NotNull,
        3819 | 4025 => ConstraintKind::Check,
        1406 => ConstraintKind::TooLong,
        1264 | 1265 | 1292 | 1366 => ConstraintKind::OutOfRange,
        _ => return DbError::Refused { source: Box::new(error) },
    };
    DbError::Constraint(constraint(kind, said.message()))
}

fn constraint(kind: ConstraintKind, message: &str) -> Constraint {
    let mut constraint = Constraint::new(kind);
    match kind {
        // Duplicate entry '..' for key 'customers.email'; MariaDB leaves the table out.
        ConstraintKind::Unique => {
            let name = message.rsplit_once(" for key ").map(|(_, name)| name.trim_matches('\''));
            constraint.name =
                name.map(|name| name.rsplit_once('.').map_or(name, |(_, name)| name).to_owned());
        }
        // .. FOREIGN KEY (`customer_id`) REFERENCES ..
        ConstraintKind::ForeignKey => {
            let names = between(message, "FOREIGN KEY (", ")").unwrap_or_default();
            constraint.columns =
                names.split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
            constraint.name = between(message, "CONSTRAINT `", "`").map(str::to_owned);
        }
        ConstraintKind::Check => {
            constraint.name = between(message, "`", "`")
                .or_else(|| between(message, "'", "'"))
                .map(|name| name.rsplit_once('.').map_or(name, |(_, name)| name).to_owned());
        }
        // Column 'name' cannot be null; Data too long for column 'name' at row 1
        _ => {
            let named = between(message, "olumn '", "'")
                .or_else(|| between(message, "olumn `", "` at").and_then(last_name))
                .or_else(|| between(message, "Field '", "'"));
            constraint.columns = named.map(str::to_owned).into_iter().collect();
        }
    }
    constraint
}

/// The last of the names in `` db`.`table`.`column ``.
fn last_name(names: &str) -> Option<&str> {
    names.rsplit('`').next()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use super::constraint;
    use crate::db::ConstraintKind;

    #[test]
    fn names_are_found_in_the_messages_of_both_servers() {
        let name = |message| constraint(ConstraintKind::Unique, message).name;
        assert_eq!(name("Duplicate entry 'a' for key 'users.email'").as_deref(), Some("email"));
        assert_eq!(name("Duplicate entry 'a for key b' for key 'email'").as_deref(), Some("email"));
        let name = |message| constraint(ConstraintKind::Check, message).name;
        assert_eq!(name("Check constraint 'age_range' is violated.").as_deref(), Some("age_range"));
        assert_eq!(
            name("CONSTRAINT `age_range` failed for `shop`.`people`").as_deref(),
            Some("age_range")
        );
        let columns = |kind, message| constraint(kind, message).columns;
        assert_eq!(columns(ConstraintKind::NotNull, "Column 'name' cannot be null"), ["name"]);
        assert_eq!(
            columns(ConstraintKind::NotNull, "Field 'name' doesn't have a default value"),
            ["name"]
        );
        assert_eq!(
            columns(ConstraintKind::TooLong, "Data too long for column 'name' at row 1"),
            ["name"]
        );
        assert_eq!(
            columns(
                ConstraintKind::ForeignKey,
                "Cannot add or update a child row: a foreign key constraint fails (`s`.`o`, \
                 CONSTRAINT `o_fk` FOREIGN KEY (`customer_id`) REFERENCES `c` (`id`))"
            ),
            ["customer_id"]
        );
    }
}
