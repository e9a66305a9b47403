//! Which family does a type of a database belong to, however it is spelled?

use crate::db::DialectKind;

/// The families of column types that models know; everything else is [`TypeClass::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TypeClass {
    /// True or false.
    Bool,
    /// Whole numbers.
    Int {
        /// Their size.
        bits: u8,
        /// None are negative.
        unsigned: bool,
    },
    /// Binary floating point.
    Float,
    /// Exact numbers.
    Decimal {
        /// All digits; `None`: any number.
        precision: Option<u32>,
        /// Digits after the point; `None`: any number.
        scale: Option<u32>,
    },
    /// Text.
    Text {
        /// In characters; `None`: without a bound of the type.
        max_length: Option<u32>,
    },
    /// One of the texts that the type lists.
    Enum,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// An instant.
    Timestamp,
    /// A date and time without a zone.
    DateTime,
    /// A UUID.
    Uuid,
    /// JSON.
    Json,
    /// Bytes.
    Bytes,
    /// Minor units of a currency; only where a SQLite table of ours says so.
    Money,
    /// A type without a counterpart that PostgreSQL writes and reads as text: addresses, intervals.
    Written,
    /// A type that no model knows.
    #[default]
    Other,
}

impl TypeClass {
    /// The class of a type as `dialect` spells it.
    pub fn parse(dialect: DialectKind, sql_type: &str) -> Self {
        let spelled = Spelled::read(sql_type);
        match dialect {
            DialectKind::Sqlite => sqlite(&spelled),
            DialectKind::Postgres => postgres(&spelled),
            DialectKind::MySql => mysql(&spelled),
        }
    }

    /// Whether it holds text.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text { .. } | Self::Enum)
    }
}

/// A type as it is written: a name, numbers in parentheses, and what follows them.
struct Spelled {
    name: String,
    first: Option<u32>,
    second: Option<u32>,
    rest: String,
}

impl Spelled {
    fn read(sql_type: &str) -> Self {
        let text = sql_type.trim().to_ascii_lowercase();
        let (name, after) = text.split_once('(').unwrap_or((&text, ""));
        let (inside, rest) = after.split_once(')').unwrap_or((after, ""));
        let mut numbers = inside.split(',').map(|number| number.trim().parse().ok());
        Self {
            name: name.split_whitespace().collect::<Vec<_>>().join(" "),
            first: numbers.next().flatten(),
            second: numbers.next().flatten(),
            rest: rest.trim().to_owned(),
        }
    }

    const fn decimal(&self) -> TypeClass {
        let scale = match (self.first, self.second) {
            (Some(_), None) => Some(0),
            (_, scale) => scale,
        };
        TypeClass::Decimal { precision: self.first, scale }
    }

    const fn text(&self) -> TypeClass {
        TypeClass::Text { max_length: self.first }
    }
}

const fn int(bits: u8) -> TypeClass {
    TypeClass::Int { bits, unsigned: false }
}

/// The names that SQLite's own rules and everyday use give a meaning to, most telling first.
fn sqlite(spelled: &Spelled) -> TypeClass {
    match spelled.name.as_str() {
        "boolean" | "bool" => TypeClass::Bool,
        "date" => TypeClass::Date,
        "time" => TypeClass::Time,
        "timestamptz" => TypeClass::Timestamp,
        "datetime" | "timestamp" => TypeClass::DateTime,
        "uuid" => TypeClass::Uuid,
        "json" => TypeClass::Json,
        "money" => TypeClass::Money,
        "decimal" | "numeric" => spelled.decimal(),
        name if name.contains("int") => int(64),
        name if ["char", "clob", "text"].iter().any(|part| name.contains(part)) => spelled.text(),
        name if name.contains("blob") => TypeClass::Bytes,
        name if ["real", "floa", "doub"].iter().any(|part| name.contains(part)) => TypeClass::Float,
        _ => TypeClass::Other,
    }
}

/// The names that `format_type` writes, and the usual short ones.
fn postgres(spelled: &Spelled) -> TypeClass {
    if spelled.name.ends_with("[]") || spelled.rest.ends_with("[]") {
        return TypeClass::Other;
    }
    match spelled.name.as_str() {
        "boolean" | "bool" => TypeClass::Bool,
        "smallint" | "int2" => int(16),
        "integer" | "int" | "int4" => int(32),
        "bigint" | "int8" => int(64),
        "real" | "double precision" | "float4" | "float8" => TypeClass::Float,
        "numeric" | "decimal" => spelled.decimal(),
        "text" | "citext" | "name" => TypeClass::Text { max_length: None },
        "character varying" | "varchar" | "character" | "char" | "bpchar" => spelled.text(),
        "date" => TypeClass::Date,
        "time" | "time without time zone" if spelled.rest != "with time zone" => TypeClass::Time,
        "timestamptz" | "timestamp with time zone" => TypeClass::Timestamp,
        "timestamp" if spelled.rest == "with time zone" => TypeClass::Timestamp,
        "timestamp" | "timestamp without time zone" => TypeClass::DateTime,
        "uuid" => TypeClass::Uuid,
        "json" | "jsonb" => TypeClass::Json,
        "bytea" => TypeClass::Bytes,
        "inet" | "cidr" | "macaddr" | "macaddr8" | "interval" | "xml" | "ltree" | "bit"
        | "bit varying" | "isbn" | "isbn13" => TypeClass::Written,
        _ => TypeClass::Other,
    }
}

/// The names of `column_type`, and the usual longer ones.
fn mysql(spelled: &Spelled) -> TypeClass {
    let unsigned = spelled.rest.contains("unsigned") || spelled.name.ends_with(" unsigned");
    let name = spelled.name.split(" character set").next().unwrap_or_default();
    let name = name.trim_end_matches(" zerofill").trim_end_matches(" unsigned");
    let whole = |bits| TypeClass::Int { bits, unsigned };
    match name {
        "boolean" | "bool" => TypeClass::Bool,
        "tinyint" if spelled.first == Some(1) && !unsigned => TypeClass::Bool,
        "bit" if spelled.first.is_none_or(|bits| bits == 1) => TypeClass::Bool,
        "tinyint" => whole(8),
        "smallint" => whole(16),
        "mediumint" => whole(24),
        "int" | "integer" => whole(32),
        "bigint" => whole(64),
        "year" => TypeClass::Int { bits: 16, unsigned: true },
        "float" | "double" | "double precision" | "real" => TypeClass::Float,
        "decimal" | "numeric" => match (spelled.first, spelled.second) {
            (None, None) => TypeClass::Decimal { precision: Some(10), scale: Some(0) },
            _ => spelled.decimal(),
        },
        "char" | "varchar" => spelled.text(),
        "tinytext" => TypeClass::Text { max_length: Some(63) },
        "text" | "mediumtext" | "longtext" | "set" | "inet4" | "inet6" => {
            TypeClass::Text { max_length: None }
        }
        "enum" => TypeClass::Enum,
        "date" => TypeClass::Date,
        "time" => TypeClass::Time,
        "timestamp" => TypeClass::Timestamp,
        "datetime" => TypeClass::DateTime,
        "uuid" => TypeClass::Uuid,
        "json" => TypeClass::Json,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => {
            TypeClass::Bytes
        }
        _ => TypeClass::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{TypeClass, int};
    use crate::db::DialectKind::{MySql, Postgres, Sqlite};

    #[test]
    fn spellings_fall_into_their_families() {
        let text = |max_length| TypeClass::Text { max_length };
        let decimal = |precision, scale| TypeClass::Decimal { precision, scale };
        for (dialect, spelled, class) in [
            (Sqlite, "INTEGER", int(64)),
            (Sqlite, "NVARCHAR(160)", text(Some(160))),
            (Sqlite, "NUMERIC(10,2)", decimal(Some(10), Some(2))),
            (Sqlite, "DATETIME", TypeClass::DateTime),
            (Sqlite, "", TypeClass::Other),
            (Sqlite, "DOUBLE PRECISION", TypeClass::Float),
            (Postgres, "character varying(40)", text(Some(40))),
            (Postgres, "timestamp(6) with time zone", TypeClass::Timestamp),
            (Postgres, "timestamp without time zone", TypeClass::DateTime),
            (Postgres, "time(3) without time zone", TypeClass::Time),
            (Postgres, "time with time zone", TypeClass::Other),
            (Postgres, "text[]", TypeClass::Other),
            (Postgres, "numeric(10,2)[]", TypeClass::Other),
            (Postgres, "numeric", decimal(None, None)),
            (Postgres, "numeric(5)", decimal(Some(5), Some(0))),
            (MySql, "tinyint(1)", TypeClass::Bool),
            (MySql, "int(10) unsigned", TypeClass::Int { bits: 32, unsigned: true }),
            (MySql, "bigint unsigned", TypeClass::Int { bits: 64, unsigned: true }),
            (MySql, "decimal(10,2)", decimal(Some(10), Some(2))),
            (MySql, "enum('a','b')", TypeClass::Enum),
            (MySql, "longtext", text(None)),
            (MySql, "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", text(None)),
            (MySql, "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", text(Some(20))),
            (MySql, "geometry", TypeClass::Other),
        ] {
            assert_eq!(TypeClass::parse(dialect, spelled), class, "{dialect:?} {spelled}");
        }
    }
}
