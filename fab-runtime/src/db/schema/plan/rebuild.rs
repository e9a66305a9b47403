//! How does a person change what SQLite cannot alter? By a new table that takes the place of the old one.

use crate::db::DialectKind::Sqlite;
use crate::db::schema::plan::ddl::quoted;
use crate::db::schema::{LiveColumn, LiveForeignKey, Origin, Table};

/// What the new table does differently.
pub(super) enum Change<'a> {
    /// The column refers to another table.
    Reference(&'a str, String),
    /// The column may be NULL, or may not.
    Nullable(&'a str, bool),
    /// The column has another definition, and its values are made by that expression.
    Definition(&'a str, String, String),
}

/// The statements that SQLite's manual recommends, for the table as it stands.
pub(super) fn statements(table: &Table, change: &Change<'_>) -> Vec<String> {
    let name = quoted(Sqlite, &table.name);
    let new = quoted(Sqlite, &format!("{}_new", table.name));
    let kept: Vec<&LiveColumn> =
        table.columns.iter().filter(|column| column.origin != Origin::Computed).collect();
    let mut lines: Vec<String> = kept.iter().map(|column| line(column, change)).collect();
    let counted = kept.iter().any(|column| column.origin == Origin::Counted);
    if !(counted || table.primary_key.is_empty()) {
        lines.push(format!("PRIMARY KEY ({})", list(&table.primary_key)));
    }
    lines.extend(table.foreign_keys.iter().map(reference));
    lines.extend(table.checks.iter().map(|check| format!("CHECK ({check})")));
    let columns: Vec<String> = kept.iter().map(|column| quoted(Sqlite, &column.name)).collect();
    let columns = columns.join(", ");
    let values: Vec<String> = kept
        .iter()
        .map(|column| match change {
            Change::Definition(name, _, value) if column.name == *name => value.clone(),
            _ => quoted(Sqlite, &column.name),
        })
        .collect();
    let values = values.join(", ");
    let options = match table.options.as_str() {
        "" => String::new(),
        options => format!(" {options}"),
    };
    let mut sql = vec![
        "PRAGMA foreign_keys = OFF;".to_owned(),
        "BEGIN;".to_owned(),
        format!("CREATE TABLE {new} (\n    {}\n){options};", lines.join(",\n    ")),
        format!("INSERT INTO {new} ({columns}) SELECT {values} FROM {name};"),
        format!("DROP TABLE {name};"),
        format!("ALTER TABLE {new} RENAME TO {name};"),
    ];
    let made = table.indexes.iter().filter(|index| !index.partial && !index.columns.is_empty());
    sql.extend(made.map(|index| {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let index_name = if index.name.starts_with("sqlite_autoindex_") {
            format!("{}_{}_key", table.name, index.columns.join("_"))
        } else {
            index.name.clone()
        };
        let index_name = quoted(Sqlite, &index_name);
        format!("CREATE {unique}INDEX {index_name} ON {name} ({});", list(&index.columns))
    }));
    let lost = table.indexes.iter().filter(|index| index.partial || index.columns.is_empty());
    sql.extend(lost.map(|index| format!("-- make the index {} again here", index.name)));
    sql.push("COMMIT;".to_owned());
    sql.push("PRAGMA foreign_keys = ON;".to_owned());
    sql
}

fn line(column: &LiveColumn, change: &Change<'_>) -> String {
    let mut nullable = column.nullable;
    let mut end = String::new();
    match change {
        Change::Definition(name, definition, _) if column.name == *name => {
            return definition.clone();
        }
        Change::Nullable(name, may) if column.name == *name => nullable = *may,
        Change::Reference(name, references) if column.name == *name => {
            end = format!(" {references}");
        }
        _ => {}
    }
    let note = column.note.as_ref().map(|note| format!("/* {note} */ ")).unwrap_or_default();
    let mut sql = format!("{} {note}{}", quoted(Sqlite, &column.name), column.sql_type);
    if column.origin == Origin::Counted {
        sql.push_str(" PRIMARY KEY AUTOINCREMENT");
    } else if !nullable {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        sql.push_str(" DEFAULT ");
        sql.push_str(default);
    }
    sql + &end
}

fn reference(key: &LiveForeignKey) -> String {
    let target = quoted(Sqlite, &key.table);
    let columns = list(&key.columns);
    let there = match key.references.as_slice() {
        [] => String::new(),
        names => format!(" ({})", list(names)),
    };
    format!("FOREIGN KEY ({columns}) REFERENCES {target}{there} ON DELETE {}", key.on_delete)
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(Sqlite, name)).collect();
    names.join(", ")
}
