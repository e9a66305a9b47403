//! How does each database spell names, placeholders and column types?

use std::fmt::Write as _;

use crate::models::{Column, Kind};

/// A family of databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DialectKind {
    /// A file, or memory.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

/// The length of a text key or indexed text that does not say its own; MySQL indexes no unbounded text.
const INDEXED_LENGTH: u32 = 255;

/// The longest VARCHAR whose every character still fits into an index of MySQL.
const LONGEST_VARCHAR: u32 = 768;

/// Digits of a decimal: what fits into 64 bits of minor units.
const DECIMAL_DIGITS: u8 = 18;

impl DialectKind {
    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
        }
    }

    /// Appends `name` quoted, so that it is a name whatever it holds.
    pub(crate) fn quote(self, name: &str, sql: &mut String) {
        let mark = match self {
            Self::Sqlite | Self::Postgres => '"',
            Self::MySql => '`',
        };
        sql.push(mark);
        for (place, part) in name.split(mark).enumerate() {
            if place > 0 {
                sql.push(mark);
                sql.push(mark);
            }
            sql.push_str(part);
        }
        sql.push(mark);
    }

    /// Appends the placeholder of the bound value of that number, from 1.
    pub(crate) fn placeholder(self, number: usize, sql: &mut String) {
        match self {
            Self::Sqlite | Self::MySql => sql.push('?'),
            Self::Postgres => {
                // Writing to a string cannot fail.
                let _ = write!(sql, "${number}");
            }
        }
    }

    /// The physical type that `fab` gives `column`.
    ///
    /// SQLite keeps decimals as INTEGER minor units, times as TEXT of fixed width and booleans as 0 and 1;
    /// MySQL keeps UUIDs as CHAR(36) and compares texts by their bytes, as the others do. A sealed column holds
    /// bytes, whatever its values are.
    pub fn column_type(self, column: &Column) -> String {
        match self {
            Self::Sqlite if column.sealed.is_some() => "BLOB".to_owned(),
            Self::Sqlite => sqlite_type(column.kind()).to_owned(),
            Self::Postgres => postgres_type(column),
            Self::MySql => mysql_type(column),
        }
    }
}

const fn sqlite_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool | Kind::Int | Kind::Decimal | Kind::Money => "INTEGER",
        Kind::Float => "REAL",
        Kind::Bytes => "BLOB",
        Kind::Text
        | Kind::Date
        | Kind::Time
        | Kind::Timestamp
        | Kind::DateTime
        | Kind::Uuid
        | Kind::Json => "TEXT",
    }
}

fn postgres_type(column: &Column) -> String {
    let name = match column.kind() {
        _ if column.sealed.is_some() => "bytea",
        Kind::Bool => "boolean",
        Kind::Int | Kind::Money => "bigint",
        Kind::Float => "double precision",
        Kind::Decimal => return format!("numeric({DECIMAL_DIGITS},{})", column.scale),
        Kind::Text => match column.max_length {
            Some(length) => return format!("varchar({length})"),
            None => "text",
        },
        Kind::Date => "date",
        Kind::Time => "time(6)",
        Kind::Timestamp => "timestamptz(6)",
        Kind::DateTime => "timestamp(6)",
        Kind::Uuid => "uuid",
        Kind::Json => "jsonb",
        Kind::Bytes => "bytea",
    };
    name.to_owned()
}

fn mysql_type(column: &Column) -> String {
    const TEXT: &str = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    let name = match column.kind() {
        _ if column.sealed.is_some() => "LONGBLOB",
        Kind::Bytes if column.blind_index_of.is_some() => {
            return format!("VARBINARY({})", column.max_length.unwrap_or(INDEXED_LENGTH));
        }
        Kind::Bool => "TINYINT(1)",
        Kind::Int | Kind::Money => "BIGINT",
        Kind::Float => "DOUBLE",
        Kind::Decimal => return format!("DECIMAL({DECIMAL_DIGITS},{})", column.scale),
        Kind::Text => {
            let indexed = column.key || column.unique || column.index_wanted;
            let length = column.max_length.or(indexed.then_some(INDEXED_LENGTH));
            return match length {
                Some(length) if length <= LONGEST_VARCHAR => format!("VARCHAR({length}) {TEXT}"),
                _ => format!("LONGTEXT {TEXT}"),
            };
        }
        Kind::Date => "DATE",
        Kind::Time => "TIME(6)",
        Kind::Timestamp | Kind::DateTime => "DATETIME(6)",
        Kind::Uuid => "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin",
        Kind::Json => "JSON",
        Kind::Bytes => "LONGBLOB",
    };
    name.to_owned()
}
