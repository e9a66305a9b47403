//! How does a table get a new column? Only where the rows that exist can have a value in it.

use crate::db::DialectKind;
use crate::db::schema::plan::ddl::{self, Change, name_and_type, quoted};
use crate::db::schema::plan::{Draft, literal, relation, step};
use crate::db::schema::{LiveColumn, Table};
use crate::models::{Column, ModelMeta};

/// Adds a column to a table that is there.
pub(super) fn add(draft: &mut Draft<'_>, model: &'static ModelMeta, live: &Table, column: &Column) {
    let dialect = draft.dialect;
    let sql_type = relation::column_type(draft, column);
    let mut sql = format!(
        "ALTER TABLE {} ADD COLUMN {}",
        quoted(dialect, model.table),
        name_and_type(dialect, column, &sql_type)
    );
    if live.is_view || column.key {
        let what = if live.is_view { "view" } else { "key" };
        let reason = format!("the {what} lacks this column, and only a person can add it");
        draft.refuse(model.table, column.name, reason, Vec::new());
        return;
    }
    let target = relation::target(draft, column).filter(|_| dialect == DialectKind::Sqlite);
    let references = target.map(|target| format!(" {}", target.references(dialect)));
    if column.nullable {
        sql.push_str(&references.unwrap_or_default());
    } else if let (Some(default), None) = (literal::default(dialect, column), &references) {
        sql.push_str(" NOT NULL DEFAULT ");
        sql.push_str(&default);
    } else {
        let reason = if column.sealed.is_some() {
            "the rows that exist would have no value in this new column, and no sealed one can be given to all \
             of them; make the field an `Option`"
        } else {
            "the rows that exist would have no value in this new column; give the field a default or make it an \
             `Option`, or fill it by hand"
        };
        if column.sealed.is_some() {
            draft.refuse(model.table, column.name, reason, Vec::new());
            return;
        }
        let sql = by_hand(dialect, model, column, &sql, references);
        draft.refuse(model.table, column.name, reason, sql);
        return;
    }
    draft.columns.push(step(model.table, added(model.table, column.name), sql));
}

/// What a step that adds a column says.
pub(super) fn added(table: &str, column: &str) -> String {
    format!("add {table}.{column}")
}

/// How a person adds a column whose value they know.
fn by_hand(
    dialect: DialectKind,
    model: &ModelMeta,
    column: &Column,
    add: &str,
    references: Option<String>,
) -> Vec<String> {
    let references = references.unwrap_or_default();
    if dialect == DialectKind::Sqlite && references.is_empty() {
        return vec![format!("{add} NOT NULL DEFAULT '..'")];
    }
    let (table, name) = (quoted(dialect, model.table), quoted(dialect, column.name));
    let mut sql = vec![format!("{add}{references}"), format!("UPDATE {table} SET {name} = ..")];
    let live = LiveColumn {
        name: column.name.to_owned(),
        sql_type: dialect.column_type(column),
        ..LiveColumn::default()
    };
    if dialect != DialectKind::Sqlite {
        sql.push(ddl::change(dialect, model.table, &live, &Change::null(false)));
    }
    sql
}
