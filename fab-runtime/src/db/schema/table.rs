//! What does a database hold, whoever made it? Tables and columns as they stand.

use crate::db::DialectKind;
use crate::db::schema::TypeClass;

/// The tables and views that a connection sees by their bare names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// The database that was read.
    pub dialect: DialectKind,
    /// By name.
    pub tables: Vec<Table>,
}

/// A table or a view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Table {
    /// Its name, as written in the database.
    pub name: String,
    /// A view: rows are read, nothing is migrated.
    pub is_view: bool,
    /// What someone wrote about it; empty for nothing.
    pub comment: String,
    /// In order.
    pub columns: Vec<LiveColumn>,
    /// Names of the columns of the primary key, in order; empty for none.
    pub primary_key: Vec<String>,
    /// References to other tables.
    pub foreign_keys: Vec<LiveForeignKey>,
    /// Indexes and unique constraints, without that of the primary key.
    pub indexes: Vec<LiveIndex>,
    /// Expressions that every row meets.
    pub checks: Vec<String>,
    /// SQLite only: what follows the columns (`STRICT`).
    pub options: String,
    /// Names that differ only in case are one name; so everywhere but in PostgreSQL.
    pub ignores_case: bool,
}

/// A column as the database describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct LiveColumn {
    /// Its name, as written in the database.
    pub name: String,
    /// The type, as the database spells it.
    pub sql_type: String,
    /// PostgreSQL only: the bare name of the type.
    pub type_name: String,
    /// The family of types that it belongs to.
    pub class: TypeClass,
    /// May be NULL.
    pub nullable: bool,
    /// The expression that fills it when nothing is given.
    pub default: Option<String>,
    /// Who makes its values.
    pub origin: Origin,
    /// The only texts that it may hold, from an enumerated type or a check; empty for any.
    pub values: Vec<String>,
    /// What someone wrote about it; empty for nothing.
    pub comment: String,
    /// SQLite only: the type that stands in a comment of its definition, where `fab` notes it.
    pub note: Option<String>,
    /// MySQL only: the rest of its definition, that a change must repeat (`CHARACTER SET .. COLLATE ..`).
    pub suffix: String,
}

/// Who makes the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Origin {
    /// Whoever writes the row.
    #[default]
    Given,
    /// The database, counting up, unless a value is given.
    Counted,
    /// The database, counting up; a given value is an error.
    AlwaysCounted,
    /// The database, from other columns.
    Computed,
}

/// A foreign key as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveForeignKey {
    /// Its columns.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub table: String,
    /// The columns there, in the same order; empty: its primary key.
    pub references: Vec<String>,
    /// What happens here when the row there is deleted: `NO ACTION`, `CASCADE`, ..
    pub on_delete: String,
}

/// An index or a unique constraint as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveIndex {
    /// Its name.
    pub name: String,
    /// Its columns in order, up to the first expression.
    pub columns: Vec<String>,
    /// No two rows share a value.
    pub unique: bool,
    /// Covers only some rows or an expression, or is not ordered.
    pub partial: bool,
    /// MySQL only: covers only the beginning of a text.
    pub prefix: bool,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name).or_else(|| {
            let sqlite = self.dialect == DialectKind::Sqlite;
            self.tables.iter().find(|table| sqlite && table.name.eq_ignore_ascii_case(name))
        })
    }
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&LiveColumn> {
        self.columns.iter().find(|column| self.same(&column.name, name))
    }

    /// Whether no two rows share the values of these columns.
    pub fn is_unique(&self, columns: &[&str]) -> bool {
        self.same_set(&self.primary_key, columns)
            || self.indexes.iter().any(|index| {
                index.unique
                    && !index.partial
                    && !index.prefix
                    && self.same_set(&index.columns, columns)
            })
    }

    /// Whether rows can be found by this column without reading them all.
    pub fn is_indexed(&self, column: &str) -> bool {
        let first =
            |columns: &[String]| columns.first().is_some_and(|first| self.same(first, column));
        first(&self.primary_key)
            || self.indexes.iter().any(|index| !index.partial && first(&index.columns))
    }

    /// The foreign key that is this one column.
    pub fn reference(&self, column: &str) -> Option<&LiveForeignKey> {
        self.foreign_keys
            .iter()
            .find(|key| matches!(key.columns.as_slice(), [only] if self.same(only, column)))
    }

    /// Whether two names mean one column.
    pub fn same(&self, a: &str, b: &str) -> bool {
        a == b || (self.ignores_case && a.eq_ignore_ascii_case(b))
    }

    fn same_set(&self, names: &[String], wanted: &[&str]) -> bool {
        names.len() == wanted.len()
            && wanted.iter().all(|wanted| names.iter().any(|name| self.same(name, wanted)))
    }
}
