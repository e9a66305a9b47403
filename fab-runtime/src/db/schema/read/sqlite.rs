//! How does SQLite describe its tables? By pragmas, and by the text that made them.

use crate::db::schema::read::sqlite_text::{self, TableText};
use crate::db::schema::read::{Cells, Draft, ForeignKeyPart, Source, origin};
use crate::db::schema::{LiveColumn, LiveIndex, Table, TypeClass};
use crate::db::{DbError, DialectKind};
use crate::models::Kind::{Int, Text};

const TABLES: &str = "SELECT l.name, l.type = 'view', l.wr, l.strict, s.sql FROM pragma_table_list AS l \
     JOIN sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view') \
     WHERE l.schema = 'main' AND l.type IN ('table', 'view') \
     AND l.name NOT LIKE 'sqlite!_%' ESCAPE '!'";

/// The columns of all tables, and apart from them those of all views, since one broken view spoils the query.
const COLUMNS: [&str; 2] = [
    "SELECT s.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.hidden, x.pk \
     FROM sqlite_schema AS s JOIN pragma_table_xinfo(s.name) AS x \
     WHERE s.type = 'table' AND x.hidden <> 1 ORDER BY s.name, x.cid",
    "SELECT s.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.hidden, x.pk \
     FROM sqlite_schema AS s JOIN pragma_table_xinfo(s.name) AS x \
     WHERE s.type = 'view' AND x.hidden <> 1 ORDER BY s.name, x.cid",
];

const FOREIGN_KEYS: &str = "SELECT s.name, f.id, f.\"from\", f.\"table\", f.\"to\", \
     f.on_delete \
     FROM sqlite_schema AS s JOIN pragma_foreign_key_list(s.name) AS f \
     WHERE s.type = 'table' ORDER BY s.name, f.id, f.seq";

const INDEXES: &str = "SELECT s.name, l.name, l.\"unique\", l.partial, x.name \
     FROM sqlite_schema AS s JOIN pragma_index_list(s.name) AS l \
     JOIN pragma_index_xinfo(l.name) AS x \
     WHERE s.type = 'table' AND l.origin <> 'pk' AND x.key = 1 ORDER BY s.name, l.name, x.seqno";

/// Reads everything into `draft`.
pub(super) async fn read(source: &mut Source<'_>, draft: &mut Draft) -> Result<(), DbError> {
    let mut notes = Vec::new();
    for mut row in source.rows(TABLES, &[Text, Int, Int, Int, Text]).await? {
        let (name, is_view) = (row.text(), row.flag());
        let options = match (row.flag(), row.flag()) {
            (true, true) => "STRICT, WITHOUT ROWID",
            (true, false) => "WITHOUT ROWID",
            (false, true) => "STRICT",
            (false, false) => "",
        };
        let text = if is_view { TableText::default() } else { sqlite_text::read(&row.text()) };
        notes.push((name.clone(), text.notes));
        let options = options.to_owned();
        draft.add(Table { name, is_view, checks: text.checks, options, ..Table::default() });
    }
    let kinds = [Text, Text, Text, Int, Text, Int, Int];
    for (place, sql) in COLUMNS.into_iter().enumerate() {
        let rows = match source.rows(sql, &kinds).await {
            Err(_) if place > 0 => break,
            rows => rows?,
        };
        let mut keys: Vec<(String, i64, String)> = Vec::new();
        for mut row in rows {
            let Some(table) = draft.table(&row.text()) else { continue };
            let (column, key) = column(&mut row);
            if key > 0 {
                keys.push((table.name.clone(), key, column.name.clone()));
            }
            table.columns.push(column);
        }
        keys.sort();
        for (table, _, column) in keys {
            if let Some(table) = draft.table(&table) {
                table.primary_key.push(column);
            }
        }
    }
    for (table, notes) in notes {
        if let Some(table) = draft.table(&table) {
            finish(table, &notes);
        }
    }
    for table in draft.tables.values_mut().filter(|table| !table.options.ends_with("ROWID")) {
        count_rowid(table);
    }
    let mut last = <(String, String)>::default();
    for mut row in source.rows(FOREIGN_KEYS, &[Text, Int, Text, Text, Text, Text]).await? {
        let (table, name, column) = (row.text(), row.number().to_string(), row.text());
        let (target, reference, on_delete) = (row.text(), row.maybe(), row.text());
        let part = ForeignKeyPart { table, column, target, reference, on_delete };
        draft.foreign_key(&mut last, name, part);
    }
    for mut row in source.rows(INDEXES, &[Text, Text, Int, Int, Text]).await? {
        let (table, name, unique) = (row.text(), row.text(), row.flag());
        let (partial, column) = (row.flag(), row.maybe());
        let partial = partial || column.is_none();
        let columns = column.into_iter().collect();
        draft.index(&table, LiveIndex { name, columns, unique, partial, prefix: false });
    }
    Ok(())
}

/// The column, and its place in the primary key from 1, or 0.
fn column(row: &mut Cells) -> (LiveColumn, i64) {
    let (name, sql_type, not_null) = (row.text(), row.text(), row.flag());
    let (default, hidden, key) = (row.maybe(), row.number(), row.number());
    let column = LiveColumn {
        name,
        class: TypeClass::parse(DialectKind::Sqlite, &sql_type),
        sql_type,
        nullable: !not_null && key == 0,
        default: default.filter(|default| !default.eq_ignore_ascii_case("null")),
        origin: origin(hidden == 2 || hidden == 3, false, false),
        ..LiveColumn::default()
    };
    (column, key)
}

/// A noted type says more than the declared one.
fn finish(table: &mut Table, notes: &[(String, String)]) {
    for (name, note) in notes {
        let class = TypeClass::parse(DialectKind::Sqlite, note);
        let column = table.columns.iter_mut().find(|column| column.name == *name);
        if let Some(column) = column.filter(|_| class != TypeClass::Other) {
            column.class = class;
            column.note = Some(note.clone());
        }
    }
}

/// A single key that is declared exactly INTEGER is the row's number, and counted.
fn count_rowid(table: &mut Table) {
    let [key] = table.primary_key.as_slice() else { return };
    let column = table.columns.iter_mut().find(|column| column.name == *key);
    if let Some(column) = column.filter(|column| column.sql_type.eq_ignore_ascii_case("integer")) {
        column.origin = origin(false, false, true);
    }
}
