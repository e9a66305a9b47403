//! What does one column lack? It may be added or widened, never narrowed.

use crate::db::DialectKind;
use crate::db::analysis::fit;
use crate::db::schema::plan::ddl::{self, name_and_type, quoted, text};
use crate::db::schema::plan::{Draft, literal, rebuild, relation, step};
use crate::db::schema::{LiveColumn, Origin, Table, TypeClass};
use crate::models::{Column, Kind, ModelMeta};

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
        sql.push_str(&format!(" NOT NULL DEFAULT {default}"));
    } else {
        let reason = "the rows that exist would have no value in this new column; give the field a \
                      default or make it an `Option`, or fill it by hand";
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
        sql.push(ddl::change(dialect, model.table, &live, &ddl::Change::Required));
    }
    sql
}

/// Compares a column with the one that is there.
pub(super) fn compare(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    live: &Table,
    column: &Column,
    found: &LiveColumn,
) {
    if let Err(reason) = fit(draft.dialect, column, found) {
        draft.refuse(model.table, column.name, reason, Vec::new());
        return;
    }
    if live.is_view {
        return;
    }
    if found.origin == Origin::Computed || found.origin == Origin::AlwaysCounted {
        let reason =
            "the database makes its values and refuses any other; leave the field out of the model";
        if !(column.generated && found.origin == Origin::AlwaysCounted) {
            draft.refuse(model.table, column.name, reason, Vec::new());
        }
        return;
    }
    compare_null(draft, model, live, column, found);
    compare_size(draft, model, live, column, found);
    compare_choices(draft, model, column, found);
}

fn compare_null(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    live: &Table,
    column: &Column,
    found: &LiveColumn,
) {
    let dialect = draft.dialect;
    if column.nullable == found.nullable || column.generated || column.key {
        return;
    }
    let rebuilt =
        || rebuild::statements(live, &rebuild::Change::Nullable(column.name, column.nullable));
    if column.nullable {
        if dialect == DialectKind::Sqlite {
            let reason =
                "the model allows it to be empty, the table does not; SQLite cannot alter that";
            draft.refuse(model.table, column.name, reason, rebuilt());
            return;
        }
        let sql = ddl::change(dialect, model.table, found, &ddl::Change::Nullable);
        let summary = format!("{}.{} may be empty", model.table, column.name);
        draft.columns.push(step(model.table, summary, sql));
        return;
    }
    let sql = match dialect {
        DialectKind::Sqlite => rebuilt(),
        _ => vec![ddl::change(dialect, model.table, found, &ddl::Change::Required)],
    };
    let reason = "the model wants a value in every row, the table allows none; make the field an \
                  `Option`, or fill the gaps and forbid new ones";
    draft.refuse(model.table, column.name, reason, sql);
}

/// Room for longer texts and more digits.
fn compare_size(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    live: &Table,
    column: &Column,
    found: &LiveColumn,
) {
    match (column.kind(), found.class) {
        (Kind::Text, TypeClass::Text { max_length: Some(room) }) if !column.key => {
            compare_length(draft, model, live, column, found, room);
        }
        (Kind::Decimal, TypeClass::Decimal { precision: Some(precision), scale: Some(scale) }) => {
            compare_scale(draft, model, live, column, found, (precision, scale));
        }
        _ => {}
    }
}

fn compare_length(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    live: &Table,
    column: &Column,
    found: &LiveColumn,
    room: u32,
) {
    let dialect = draft.dialect;
    let longest = column.ty.choices.iter().map(|choice| choice.value.chars().count()).max();
    let fits = match longest {
        Some(longest) => usize::try_from(room).is_ok_and(|room| room >= longest),
        None => false,
    };
    let sql_type = dialect.column_type(column);
    let TypeClass::Text { max_length: wanted } = TypeClass::parse(dialect, &sql_type) else {
        return;
    };
    let is_wide = fits
        || dialect == DialectKind::Sqlite
        || column.ty.relation.is_some()
        || wanted.is_some_and(|wanted| wanted <= room);
    if is_wide {
        return;
    }
    let sql = ddl::change(dialect, model.table, found, &ddl::Change::Type(&sql_type));
    if dialect == DialectKind::MySql && wanted.is_none() && live.is_indexed(column.name) {
        let reason = "the model allows longer texts than the table; MySQL keeps no index on a text without bound, \
                      so drop the index first or give the field a `max_length`";
        draft.refuse(model.table, column.name, reason, vec![sql]);
        return;
    }
    let summary = format!("longer texts in {}.{}", model.table, column.name);
    draft.columns.push(step(model.table, summary, sql));
}

fn compare_scale(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    live: &Table,
    column: &Column,
    found: &LiveColumn,
    (precision, scale): (u32, u32),
) {
    let dialect = draft.dialect;
    let wanted = u32::from(column.scale);
    if scale == wanted || (dialect == DialectKind::Sqlite && found.note.is_none()) {
        return;
    }
    if dialect == DialectKind::Sqlite {
        let name = quoted(dialect, column.name);
        let value = match wanted.checked_sub(scale) {
            Some(more) => format!("{name} * 1{}", "0".repeat(usize::try_from(more).unwrap_or(0))),
            None => {
                let less = usize::try_from(scale - wanted).unwrap_or(0);
                format!("{name} / 1{}", "0".repeat(less))
            }
        };
        let definition = ddl::definition(dialect, column, &dialect.column_type(column));
        let change = rebuild::Change::Definition(column.name, definition, value);
        let reason = format!(
            "its numbers are kept with {scale} digits after the point, the model wants {wanted}: every row must be converted"
        );
        draft.refuse(model.table, column.name, reason, rebuild::statements(live, &change));
        return;
    }
    let whole = precision.saturating_sub(scale);
    let word = if dialect == DialectKind::MySql { "DECIMAL" } else { "numeric" };
    let sql_type = format!("{word}({},{wanted})", whole + wanted);
    let sql = ddl::change(dialect, model.table, found, &ddl::Change::Type(&sql_type));
    if scale < wanted {
        let summary = format!("more digits in {}.{}", model.table, column.name);
        draft.columns.push(step(model.table, summary, sql));
        return;
    }
    let reason = format!(
        "its numbers have {scale} digits after the point, the model only {wanted}: the rest would be rounded away"
    );
    draft.refuse(model.table, column.name, reason, vec![sql]);
}

/// The database allows only some texts: all of the model's must be among them.
fn compare_choices(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    column: &Column,
    found: &LiveColumn,
) {
    let dialect = draft.dialect;
    if found.values.is_empty() {
        return;
    }
    let choices = column.ty.choices.iter().map(|choice| choice.value);
    let missing: Vec<&str> =
        choices.filter(|value| !found.values.iter().any(|known| known == value)).collect();
    if missing.is_empty() {
        return;
    }
    let quoted_texts = |texts: &mut dyn Iterator<Item = &str>| {
        texts.map(|value| text(dialect, value)).collect::<Vec<_>>().join(", ")
    };
    let sql = match (dialect, found.class) {
        (DialectKind::Postgres, TypeClass::Enum) => missing
            .iter()
            .map(|value| {
                format!("ALTER TYPE {} ADD VALUE {}", found.sql_type, text(dialect, value))
            })
            .collect(),
        (DialectKind::MySql, TypeClass::Enum) => {
            let known = found.values.iter().map(String::as_str);
            let all = quoted_texts(&mut known.chain(missing.iter().copied()));
            let change = format!("ENUM({all})");
            vec![ddl::change(dialect, model.table, found, &ddl::Change::Type(&change))]
        }
        _ => Vec::new(),
    };
    let reason = format!(
        "the database allows only some texts, without {}",
        quoted_texts(&mut missing.iter().copied())
    );
    draft.refuse(model.table, column.name, reason, sql);
}
