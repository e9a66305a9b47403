//! Which foreign keys are missing? A row that others refer to cannot be deleted.

use crate::db::DialectKind;
use crate::db::schema::plan::ddl::{quoted, references};
use crate::db::schema::plan::name::name;
use crate::db::schema::plan::{Draft, rebuild, step};
use crate::db::schema::{LiveColumn, Table};
use crate::models::{Column, ModelMeta};

/// Where a foreign key points to.
pub(super) struct Target {
    table: &'static str,
    column: &'static str,
}

impl Target {
    pub(super) fn references(&self, dialect: DialectKind) -> String {
        references(dialect, self.table, self.column)
    }
}

/// The table and column that a foreign key of `column` refers to; `None` where there can be no such key.
pub(super) fn target(draft: &Draft<'_>, column: &Column) -> Option<Target> {
    let model = (column.ty.relation?.target)();
    let mut key = model.columns().key();
    let (only, None) = (key.next()?, key.next()) else { return None };
    match draft.schema.table(model.table) {
        Some(live) if live.is_view || !live.is_unique(&[only.name]) => None,
        None if !draft.models.iter().any(|known| known.table == model.table) => None,
        _ => Some(Target { table: model.table, column: only.name }),
    }
}

/// The live column that `column` refers to.
fn referred<'a>(draft: &Draft<'a>, column: &Column) -> Option<&'a LiveColumn> {
    let target = target(draft, column)?;
    draft.schema.table(target.table)?.column(target.column)
}

/// The physical type of a new column. MySQL wants both ends of a reference to be of one type.
pub(super) fn column_type(draft: &Draft<'_>, column: &Column) -> String {
    match referred(draft, column).filter(|_| draft.dialect == DialectKind::MySql) {
        Some(found) => format!("{}{}", found.sql_type, found.suffix),
        None => draft.dialect.column_type(column),
    }
}

/// Adds a foreign key.
pub(super) fn add(draft: &mut Draft<'_>, model: &ModelMeta, column: &Column) {
    let Some(target) = target(draft, column) else { return };
    let dialect = draft.dialect;
    let sql = format!(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) {}",
        quoted(dialect, model.table),
        quoted(dialect, &name(model.table, column.name, "fkey")),
        quoted(dialect, column.name),
        target.references(dialect),
    );
    let summary = format!("{}.{} refers to {}", model.table, column.name, target.table);
    draft.references.push(step(model.table, summary, sql));
}

/// Adds the foreign key of a column of a table that is there, unless the table has one.
pub(super) fn compare(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    live: &Table,
    column: &Column,
) {
    let Some(target) = target(draft, column) else { return };
    let sqlite = draft.dialect == DialectKind::Sqlite;
    if let Some(found) = live.reference(column.name) {
        if found.table != target.table
            && !(sqlite && found.table.eq_ignore_ascii_case(target.table))
        {
            let reason = format!("it refers to {}, the model to {}", found.table, target.table);
            draft.refuse(model.table, column.name, reason, Vec::new());
        }
        return;
    }
    let Some(found) = live.column(column.name) else {
        // SQLite has got the reference together with the column.
        if !sqlite {
            add(draft, model, column);
        }
        return;
    };
    if sqlite {
        let change = rebuild::Change::Reference(column.name, target.references(draft.dialect));
        let reason = format!(
            "nothing makes sure that it names a row of {}: SQLite adds no reference to a column that exists",
            target.table
        );
        draft.refuse(model.table, column.name, reason, rebuild::statements(live, &change));
        return;
    }
    let other = referred(draft, column).filter(|other| {
        draft.dialect == DialectKind::MySql && !other.sql_type.eq_ignore_ascii_case(&found.sql_type)
    });
    if let Some(other) = other {
        let reason = format!(
            "nothing makes sure that it names a row of {}: MySQL wants both columns to be of one type, they are `{}` and `{}`",
            target.table, found.sql_type, other.sql_type
        );
        draft.refuse(model.table, column.name, reason, Vec::new());
        return;
    }
    add(draft, model, column);
}
