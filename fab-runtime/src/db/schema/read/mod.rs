//! How is a live schema read? One file for each database; here is what they share.

mod mysql;
mod postgres;
mod sqlite;
mod sqlite_text;

use std::collections::BTreeMap;

use crate::db::schema::check::{Meaning, meaning};
use crate::db::schema::{LiveForeignKey, LiveIndex, Origin, Schema, Table, TypeClass};
use crate::db::{Db, DbError, DialectKind, Tx};
use crate::models::{Kind, Value};

/// Reads the tables and views that a connection sees by their bare names.
///
/// # Errors
///
/// When the database refuses to describe itself.
pub async fn live(db: &Db) -> Result<Schema, DbError> {
    read(Source::Db(db)).await
}

/// Reads the schema as a transaction sees it.
pub(crate) async fn live_in(tx: &mut Tx) -> Result<Schema, DbError> {
    read(Source::Tx(tx)).await
}

async fn read(mut source: Source<'_>) -> Result<Schema, DbError> {
    let dialect = source.db().dialect();
    let mut draft = Draft::default();
    match dialect {
        DialectKind::Sqlite => sqlite::read(&mut source, &mut draft).await?,
        DialectKind::Postgres => postgres::read(&mut source, &mut draft).await?,
        DialectKind::MySql => mysql::read(&mut source, &mut draft).await?,
    }
    let ignores_case = dialect != DialectKind::Postgres;
    let tables = draft.tables.into_values().map(|mut table| {
        table.ignores_case = ignores_case;
        apply_checks(&mut table);
        table
    });
    Ok(Schema { dialect, tables: tables.collect() })
}

/// What a check says of a column belongs to the column.
fn apply_checks(table: &mut Table) {
    for check in &table.checks {
        let Some((name, meaning)) = meaning(check) else { continue };
        let Some(column) =
            table.columns.iter_mut().find(|column| column.name.eq_ignore_ascii_case(&name))
        else {
            continue;
        };
        match meaning {
            Meaning::OneOf(values) if column.class.is_text() => column.values = values,
            Meaning::Json if column.class.is_text() => column.class = TypeClass::Json,
            Meaning::OneOf(_) | Meaning::Json => {}
        }
    }
}

/// Where descriptions are read.
enum Source<'a> {
    Db(&'a Db),
    Tx(&'a mut Tx),
}

impl Source<'_> {
    const fn db(&self) -> &Db {
        match self {
            Self::Db(db) => db,
            Self::Tx(tx) => tx.db(),
        }
    }

    /// The rows of a query without parameters.
    async fn rows(
        &mut self,
        sql: &'static str,
        kinds: &[Kind],
    ) -> Result<impl Iterator<Item = Cells> + use<>, DbError> {
        let statement = self.db().writer().push(sql).finish(kinds);
        let rows = match self {
            Self::Db(db) => db.fetch(statement).await?,
            Self::Tx(tx) => tx.fetch(statement).await?,
        };
        Ok(rows.into_iter().map(|row| Cells(row.into_iter())))
    }
}

/// The cells of a row, taken one after another.
struct Cells(std::vec::IntoIter<Value>);

impl Cells {
    /// The next text; empty for NULL.
    fn text(&mut self) -> String {
        self.maybe().unwrap_or_default()
    }

    /// The next text.
    fn maybe(&mut self) -> Option<String> {
        match self.0.next() {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The next number; 0 for NULL.
    fn number(&mut self) -> i64 {
        self.0.next().and_then(|value| value.as_int()).unwrap_or(0)
    }

    /// Whether the next number is not 0.
    fn flag(&mut self) -> bool {
        self.number() != 0
    }
}

/// A schema while its parts arrive.
#[derive(Default)]
struct Draft {
    tables: BTreeMap<String, Table>,
}

impl Draft {
    fn add(&mut self, table: Table) {
        self.tables.insert(table.name.clone(), table);
    }

    fn table(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.get_mut(name)
    }

    /// Adds a column to the foreign key of that name; parts arrive in order, and `last` holds the name of the
    /// key that the part before belonged to.
    fn foreign_key(&mut self, last: &mut (String, String), name: String, part: ForeignKeyPart) {
        let Some(table) = self.tables.get_mut(&part.table) else { return };
        let place = (part.table, name);
        match table.foreign_keys.last_mut() {
            Some(key) if *last == place => {
                key.columns.push(part.column);
                key.references.extend(part.reference);
            }
            _ => table.foreign_keys.push(LiveForeignKey {
                columns: vec![part.column],
                table: part.target,
                references: part.reference.into_iter().collect(),
                on_delete: part.on_delete,
            }),
        }
        *last = place;
    }

    /// Adds a column to the index of that name; parts arrive in order. No column means an expression.
    fn index(&mut self, table: &str, part: LiveIndex) {
        let Some(table) = self.tables.get_mut(table) else { return };
        match table.indexes.last_mut() {
            Some(index) if index.name == part.name => {
                index.partial |= part.partial;
                index.prefix |= part.prefix;
                index.columns.extend(part.columns);
            }
            _ => table.indexes.push(part),
        }
    }
}

/// One column of a foreign key.
struct ForeignKeyPart {
    table: String,
    column: String,
    target: String,
    reference: Option<String>,
    on_delete: String,
}

/// Who makes the values of a column that the database counts or computes.
const fn origin(computed: bool, always: bool, counted: bool) -> Origin {
    match (computed, always, counted) {
        (true, _, _) => Origin::Computed,
        (_, true, _) => Origin::AlwaysCounted,
        (_, _, true) => Origin::Counted,
        _ => Origin::Given,
    }
}
