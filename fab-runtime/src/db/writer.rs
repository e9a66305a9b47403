//! How is a statement written? Texts from the program, names quoted, values bound.

use std::sync::Arc;

use crate::db::dialect::DialectKind;
use crate::db::error::DbError;
use crate::db::query::fit;
use crate::db::sealing::{CellForm, SealingError, SealingKeys, form};
use crate::db::statement::{Bind, Read, Statement};
use crate::db::storage::{Storage, Storages, storage_of};
use crate::models::{Column, Kind, ModelMeta, Value};

/// Writes one statement for one kind of database.
///
/// A text can only come from the program itself (`&'static str`), a name is always quoted, a value is always
/// bound: nothing that a person typed can become SQL.
///
/// ```
/// use fab_runtime::db::{DialectKind, SqlWriter};
/// use fab_runtime::models::{Kind, Value};
///
/// let statement = SqlWriter::new(DialectKind::Postgres)
///     .push("SELECT ").ident("name").push(" FROM ").ident("customers").push(" WHERE ").ident("id").push(" = ")
///     .bind(Kind::Int, Value::Int(7))
///     .finish(&[Kind::Text]);
/// assert_eq!(statement.sql(), r#"SELECT "name" FROM "customers" WHERE "id" = $1"#);
/// ```
#[derive(Debug)]
pub struct SqlWriter {
    dialect: DialectKind,
    storages: Arc<Storages>,
    sql: String,
    binds: Vec<Bind>,
    reads: Vec<Read>,
    problem: Option<DbError>,
    keys: Option<Arc<dyn SealingKeys>>,
}

impl SqlWriter {
    /// An empty statement. Prefer [`Db::writer`](crate::db::Db::writer) for tables of models: it knows how
    /// tables that were there before keep their values.
    pub fn new(dialect: DialectKind) -> Self {
        Self::with_storages(dialect, Arc::default())
    }

    pub(crate) fn with_storages(dialect: DialectKind, storages: Arc<Storages>) -> Self {
        Self {
            dialect,
            storages,
            sql: String::with_capacity(256),
            binds: Vec::new(),
            reads: Vec::new(),
            problem: None,
            keys: None,
        }
    }

    /// The same statement, with the keys to find rows by sealed columns.
    pub(crate) fn with_keys(mut self, keys: Option<Arc<dyn SealingKeys>>) -> Self {
        self.keys = keys;
        self
    }

    pub(crate) const fn keys(&self) -> Option<&Arc<dyn SealingKeys>> {
        self.keys.as_ref()
    }

    /// The database that is written for.
    pub const fn dialect(&self) -> DialectKind {
        self.dialect
    }

    /// Appends a piece of SQL.
    pub fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Appends a name, quoted.
    pub fn ident(&mut self, name: &'static str) -> &mut Self {
        self.live_ident(name)
    }

    /// Appends a name that was read from a live schema, quoted.
    pub fn live_ident(&mut self, name: &str) -> &mut Self {
        self.dialect.quote(name, &mut self.sql);
        self
    }

    /// Appends a number that the program chose: a limit, a length.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.sql.push_str(&number.to_string());
        self
    }

    /// Appends the physical type of a column.
    pub fn column_type(&mut self, column: &Column) -> &mut Self {
        self.sql.push_str(&self.dialect.column_type(column));
        self
    }

    /// Appends a placeholder for a value; NULL is bound as NULL of that kind.
    pub fn bind(&mut self, kind: Kind, value: Value) -> &mut Self {
        self.bind_as(Read::of(kind), value)
    }

    /// Appends a placeholder for a value of a column of `model`, in the form that its table keeps it.
    ///
    /// Into a sealed column goes nothing but NULL this way.
    pub fn bind_column(&mut self, model: &ModelMeta, column: &Column, value: Value) -> &mut Self {
        if column.sealed.is_some() && !value.is_null() {
            let (table, column) = (model.table, column.name);
            self.refuse(SealingError::NotSealed { table, column }.into());
            return self.bind_as(Read::of(Kind::Bytes), Value::Null);
        }
        if column.sealed.is_some() {
            return self.bind_kept(model, column, None);
        }
        let value = fit(column.kind(), value);
        self.bind_as(Read::column(column, self.storage(model, column)), value)
    }

    /// Appends a placeholder for what a sealed column is to keep: ciphertext in the form of its table.
    pub(crate) fn bind_kept(
        &mut self,
        model: &ModelMeta,
        column: &Column,
        kept: Option<Vec<u8>>,
    ) -> &mut Self {
        match (form(self.storage(model, column)), kept) {
            (CellForm::Bytes, kept) => self.bind(Kind::Bytes, kept.into()),
            (CellForm::Text, None) => self.bind(Kind::Text, Value::Null),
            (CellForm::Text, Some(kept)) => {
                let text = String::from_utf8(kept);
                if text.is_err() {
                    let (table, column) = (model.table, column.name);
                    self.refuse(SealingError::NotSealed { table, column }.into());
                }
                self.bind(Kind::Text, text.ok().into())
            }
        }
    }

    fn bind_as(&mut self, read: Read, value: Value) -> &mut Self {
        let number = self.binds.len() + 1;
        if let Storage::Named(name) = read.storage {
            self.sql.push_str("CAST(CAST(");
            self.dialect.placeholder(number, &mut self.sql);
            self.sql.push_str(" AS text) AS ");
            self.dialect.quote(name, &mut self.sql);
            self.sql.push(')');
        } else {
            self.dialect.placeholder(number, &mut self.sql);
        }
        self.binds.push(Bind { read, value });
        self
    }

    /// Appends a column as it stands in a list of results, and notes how it is read. `alias` is that of its
    /// table; empty for none.
    pub(crate) fn read(
        &mut self,
        model: &ModelMeta,
        column: &Column,
        alias: &'static str,
    ) -> &mut Self {
        let storage = self.storage(model, column);
        let cast = match storage {
            Storage::Named(_) => Some("text"),
            Storage::Cast => Some(cast_name(column.kind())),
            _ => None,
        };
        self.qualified(alias, column.name);
        if let Some(cast) = cast {
            self.sql.push_str("::");
            self.sql.push_str(cast);
        }
        self.reads.push(match column.sealed {
            // What it holds is opened by the store, or by nobody.
            Some(_) => Read { storage, ..Read::of(Kind::Bytes) },
            None => Read::column(column, storage),
        });
        self
    }

    /// Notes that the next column of the result is of that kind.
    pub(crate) fn reads(&mut self, kind: Kind) -> &mut Self {
        self.reads.push(Read::of(kind));
        self
    }

    /// Appends a name with the alias of its table before it, unless that is empty.
    pub(crate) fn qualified(&mut self, alias: &'static str, name: &'static str) -> &mut Self {
        if !alias.is_empty() {
            self.sql.push_str(alias);
            self.sql.push('.');
        }
        self.ident(name)
    }

    pub(crate) fn storage(&self, model: &ModelMeta, column: &Column) -> Storage {
        storage_of(&self.storages, model, column)
    }

    /// Makes the statement fail before it reaches the database.
    pub(crate) fn refuse(&mut self, problem: DbError) -> &mut Self {
        self.problem.get_or_insert(problem);
        self
    }

    /// The statement, whose result has columns of these kinds after those that were noted before.
    pub fn finish(&mut self, reads: &[Kind]) -> Statement {
        self.reads.extend(reads.iter().copied().map(Read::of));
        Statement {
            sql: std::mem::take(&mut self.sql),
            binds: std::mem::take(&mut self.binds),
            reads: std::mem::take(&mut self.reads),
            problem: self.problem.take(),
        }
    }
}

/// PostgreSQL's usual type of a kind.
const fn cast_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "boolean",
        Kind::Int | Kind::Money => "bigint",
        Kind::Float => "double precision",
        Kind::Decimal => "numeric",
        Kind::Text => "text",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::Timestamp => "timestamptz",
        Kind::DateTime => "timestamp",
        Kind::Uuid => "uuid",
        Kind::Json => "jsonb",
        Kind::Bytes => "bytea",
    }
}

#[cfg(test)]
mod tests {
    use crate::db::{DialectKind, SqlWriter};
    use crate::models::{Condition, FieldMeta, Kind, ModelMeta, Op, TypeMeta, Value};

    const FIELDS: &[FieldMeta] = &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("group", "Group", TypeMeta::column(Kind::Text).nullable()),
    ];
    static MODEL: ModelMeta = ModelMeta::new("order", "order", "orders", FIELDS);

    fn sql(dialect: DialectKind, condition: &Condition) -> String {
        SqlWriter::new(dialect).condition(&MODEL, condition).finish(&[]).sql
    }

    #[test]
    fn a_name_stays_a_name_whatever_it_holds() {
        for (dialect, expected) in [
            (DialectKind::Sqlite, r#""a""; DROP TABLE x --""#),
            (DialectKind::Postgres, r#""a""; DROP TABLE x --""#),
            (DialectKind::MySql, r#"`a"; DROP TABLE x --`"#),
        ] {
            let statement =
                SqlWriter::new(dialect).live_ident(r#"a"; DROP TABLE x --"#).finish(&[]);
            assert_eq!(statement.sql(), expected);
        }
    }

    #[test]
    fn lists_of_values_have_few_texts() {
        let count = |values: usize| {
            let values = (0..values).map(|_| Value::Int(1)).collect();
            let text = sql(DialectKind::Sqlite, &Condition::is_in("id", values));
            text.matches('?').count()
        };
        let counts: Vec<usize> = [0, 1, 2, 3, 5, 8, 9, 100].map(count).to_vec();
        assert_eq!(counts, [0, 1, 2, 4, 8, 8, 16, 128]);
    }

    #[test]
    fn a_value_never_becomes_text_of_the_statement() {
        for op in [Op::Equal, Op::NotEqual, Op::Contains, Op::StartsWith, Op::EndsWith] {
            let condition = Condition::compare("group", op, "'; DROP TABLE x --");
            assert!(!sql(DialectKind::MySql, &condition).contains("DROP"));
        }
    }

    #[test]
    fn an_unknown_column_is_remembered_until_the_statement_runs() {
        let statement = SqlWriter::new(DialectKind::Sqlite)
            .condition(&MODEL, &Condition::IsNull("no_such"))
            .finish(&[]);
        assert!(statement.checked().is_err());
    }
}
