//! What are the rows called that foreign keys refer to? Never one query for each row.

use std::collections::HashMap;

use crate::db::DialectKind;
use crate::db::dialect::written;
use crate::db::statement::{Read, Statement};
use crate::db::storage::Storage;
use crate::db::store::read::ROW;
use crate::db::store::{Row, Store, StoreError};
use crate::db::writer::SqlWriter;
use crate::models::record::title_text;
use crate::models::{Column, Condition, Kind, ModelMeta, Scope, Value, plain_text};

/// The alias of a table that is referred to.
const TARGET: &str = "r";

/// Rows of one model that are referred to from a page: their keys, and who refers to them.
struct Wanted {
    target: &'static ModelMeta,
    key: &'static Column,
    columns: Vec<usize>,
    keys: Vec<Value>,
}

impl Store {
    /// Appends the title columns of every row that a row refers to, as scalars.
    pub(super) fn push_labels(
        &self,
        writer: &mut SqlWriter,
        model: &'static ModelMeta,
        scope: &Scope,
    ) {
        for (column, target) in model.columns().relations() {
            let Some(key) = target.columns().key().next() else { continue };
            let visible = self.visible(target, scope);
            for title in target.columns().title() {
                writer.push(", (SELECT ").read(target, title, TARGET);
                writer.push(" FROM ").ident(target.table).push(" r WHERE ");
                writer.qualified(TARGET, key.name).push(" = ").qualified(ROW, column.name);
                writer.push(" AND ").condition_on(TARGET, target, &visible).push(")");
            }
        }
    }

    /// Fills in the labels of the foreign keys in `columns` for all rows. One statement, or none.
    pub(super) async fn label(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        columns: &[usize],
        rows: &mut [Row],
    ) -> Result<(), StoreError> {
        let wanted = wanted(model, columns, rows);
        if wanted.is_empty() {
            return Ok(());
        }
        let statement = self.titles_of(scope, &wanted);
        let storages = self.db.storages();
        let mut found: HashMap<(i64, String), String> = HashMap::new();
        for mut values in self.db.fetch(statement).await? {
            let mut cells = values.drain(..);
            let slot = cells.next().and_then(|slot| slot.as_int()).unwrap_or(-1);
            let Some(wanted) = usize::try_from(slot).ok().and_then(|slot| wanted.get(slot)) else {
                continue;
            };
            let read = |column: &Column, cell: Value| -> Value {
                let storage = crate::db::storage::storage_of(&storages, wanted.target, column);
                parse_cell(self.db.dialect(), Read::column(column, storage), cell)
            };
            let key = plain_text(&read(wanted.key, cells.next().unwrap_or_default()));
            let titles: Vec<Value> =
                wanted.target.columns().title().zip(cells).map(|(c, cell)| read(c, cell)).collect();
            let title = title_text(titles.iter()).unwrap_or_else(|| key.clone());
            found.insert((slot, key), title);
        }
        for (slot, wanted) in (0_i64..).zip(&wanted) {
            for row in &mut *rows {
                for index in &wanted.columns {
                    let key = plain_text(row.record.at(*index));
                    if let Some(label) = row.labels.get_mut(*index) {
                        *label = found.get(&(slot, key)).cloned();
                    }
                }
            }
        }
        Ok(())
    }

    fn titles_of(&self, scope: &Scope, wanted: &[Wanted]) -> Statement {
        let width = wanted.iter().map(|wanted| wanted.target.columns().title().count()).max();
        let width = width.unwrap_or(1);
        let mut writer = self.db.writer();
        for (slot, wanted) in (0_u64..).zip(wanted) {
            writer.push(if slot == 0 { "SELECT " } else { " UNION ALL SELECT " });
            writer.number(slot).push(", ");
            as_text(&mut writer, wanted.target, wanted.key);
            let mut titles = wanted.target.columns().title();
            for _ in 0..width {
                writer.push(", ");
                match titles.next() {
                    Some(title) => as_text(&mut writer, wanted.target, title),
                    None => {
                        writer.push("NULL");
                    }
                }
            }
            writer.push(" FROM ").ident(wanted.target.table).push(" r WHERE ");
            let condition = Condition::is_in(wanted.key.name, wanted.keys.clone())
                .and(self.visible(wanted.target, scope));
            writer.condition_on(TARGET, wanted.target, &condition);
        }
        let mut reads = vec![Kind::Int, Kind::Text];
        reads.extend(std::iter::repeat_n(Kind::Text, width));
        writer.finish(&reads)
    }
}

fn wanted(model: &'static ModelMeta, columns: &[usize], rows: &[Row]) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    for (column, target) in model.columns().relations() {
        if !columns.contains(&column.index) {
            continue;
        }
        let keys = rows.iter().map(|row| row.record.at(column.index)).filter(|key| !key.is_null());
        let Some(key) = target.columns().key().next() else { continue };
        if !all.iter().any(|wanted| std::ptr::eq(wanted.target, target)) {
            all.push(Wanted { target, key, columns: Vec::new(), keys: Vec::new() });
        }
        for wanted in all.iter_mut().filter(|wanted| std::ptr::eq(wanted.target, target)) {
            wanted.columns.push(column.index);
            for key in keys.clone() {
                if !wanted.keys.contains(key) {
                    wanted.keys.push(key.clone());
                }
            }
        }
    }
    all.retain(|wanted| !wanted.keys.is_empty());
    all
}

/// Appends a column as text, so that columns of several tables can stand under each other.
fn as_text(writer: &mut SqlWriter, model: &'static ModelMeta, column: &'static Column) {
    let bytes = writer.storage(model, column) == Storage::Bytes;
    let (before, after) = match (writer.dialect(), bytes) {
        (DialectKind::Postgres, _) => ("CAST(", " AS text)"),
        (DialectKind::Sqlite, true) => ("HEX(", ")"),
        (DialectKind::Sqlite, false) => ("CAST(", " AS TEXT)"),
        (DialectKind::MySql, true) => ("CONVERT(HEX(", ") USING utf8mb4) COLLATE utf8mb4_bin"),
        (DialectKind::MySql, false) => ("CONVERT(", " USING utf8mb4) COLLATE utf8mb4_bin"),
    };
    writer.push(before).qualified(TARGET, column.name).push(after);
}

/// The value that was read as text.
fn parse_cell(dialect: DialectKind, read: Read, cell: Value) -> Value {
    let Value::Text(text) = cell else { return cell };
    let storage = match dialect {
        DialectKind::Sqlite => read.storage,
        DialectKind::Postgres | DialectKind::MySql => Storage::Text,
    };
    written::parse(Read { storage, ..read }, &text).unwrap_or(Value::Text(text))
}
