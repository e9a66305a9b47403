//! How do MySQL and MariaDB describe their tables? By `information_schema`, each with its own habits.

use crate::db::schema::read::{Cells, Draft, ForeignKeyPart, Source, origin};
use crate::db::schema::token::{Token, plain_tokens};
use crate::db::schema::{LiveColumn, LiveIndex, Table, TypeClass};
use crate::db::{DbError, DialectKind};
use crate::models::Kind::{Int, Text};

const FLAVOUR: &str = "SELECT CAST(VERSION() AS CHAR)";

const TABLES: &str = "SELECT CAST(table_name AS CHAR), CAST(table_type = 'VIEW' AS SIGNED), \
     CAST(table_comment AS CHAR) FROM information_schema.tables \
     WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'VIEW')";

const COLUMNS: &str = "SELECT CAST(table_name AS CHAR), CAST(column_name AS CHAR), \
     CAST(column_type AS CHAR), CAST(is_nullable = 'YES' AS SIGNED), CAST(column_default AS CHAR), \
     CAST(extra AS CHAR), CAST(character_set_name AS CHAR), CAST(collation_name AS CHAR), \
     CAST(column_comment AS CHAR) FROM information_schema.columns \
     WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position";

const INDEXES: &str = "SELECT CAST(table_name AS CHAR), CAST(index_name AS CHAR), \
     CAST(non_unique = 0 AS SIGNED), CAST(index_type NOT IN ('BTREE', 'HASH') AS SIGNED), \
     CAST(sub_part IS NOT NULL AS SIGNED), CAST(column_name AS CHAR) \
     FROM information_schema.statistics WHERE table_schema = DATABASE() \
     ORDER BY table_name, index_name, seq_in_index";

const FOREIGN_KEYS: &str = "SELECT CAST(k.table_name AS CHAR), CAST(k.constraint_name AS CHAR), \
     CAST(k.column_name AS CHAR), CAST(k.referenced_table_name AS CHAR), \
     CAST(k.referenced_column_name AS CHAR), CAST(r.delete_rule AS CHAR) \
     FROM information_schema.key_column_usage k \
     JOIN information_schema.referential_constraints r \
     ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
     AND r.table_name = k.table_name \
     WHERE k.table_schema = DATABASE() AND k.referenced_table_schema = DATABASE() \
     ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

const CHECKS_OF_MARIADB: &str = "SELECT CAST(table_name AS CHAR), CAST(check_clause AS CHAR) \
     FROM information_schema.check_constraints WHERE constraint_schema = DATABASE() \
     ORDER BY table_name, constraint_name";

const CHECKS_OF_MYSQL: &str = "SELECT CAST(t.table_name AS CHAR), CAST(c.check_clause AS CHAR) \
     FROM information_schema.check_constraints c JOIN information_schema.table_constraints t \
     ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name \
     WHERE c.constraint_schema = DATABASE() AND t.constraint_type = 'CHECK' \
     ORDER BY t.table_name, c.constraint_name";

/// Reads everything into `draft`.
pub(super) async fn read(source: &mut Source<'_>, draft: &mut Draft) -> Result<(), DbError> {
    let version = source.rows(FLAVOUR, &[Text]).await?.next().map(|mut row| row.text());
    let mariadb = version.is_some_and(|version| version.contains("MariaDB"));
    for mut row in source.rows(TABLES, &[Text, Int, Text]).await? {
        let (name, is_view, comment) = (row.text(), row.flag(), row.text());
        let comment = if is_view { String::new() } else { comment };
        draft.add(Table { name, is_view, comment, ..Table::default() });
    }
    let kinds = [Text, Text, Text, Int, Text, Text, Text, Text, Text];
    for mut row in source.rows(COLUMNS, &kinds).await? {
        if let Some(table) = draft.table(&row.text()) {
            table.columns.push(column(&mut row, mariadb));
        }
    }
    for mut row in source.rows(INDEXES, &[Text, Text, Int, Int, Int, Text]).await? {
        let (table, name, unique) = (row.text(), row.text(), row.flag());
        let (special, prefix, column) = (row.flag(), row.flag(), row.maybe());
        if name == "PRIMARY" {
            if let Some(table) = draft.table(&table) {
                table.primary_key.extend(column);
            }
            continue;
        }
        let partial = special || column.is_none();
        let columns = column.into_iter().collect();
        draft.index(&table, LiveIndex { name, columns, unique, partial, prefix });
    }
    let mut last = <(String, String)>::default();
    for mut row in source.rows(FOREIGN_KEYS, &[Text; 6]).await? {
        let (table, name, column) = (row.text(), row.text(), row.text());
        let (target, reference, on_delete) = (row.text(), row.maybe(), row.text());
        let part = ForeignKeyPart { table, column, target, reference, on_delete };
        draft.foreign_key(&mut last, name, part);
    }
    let checks = if mariadb { CHECKS_OF_MARIADB } else { CHECKS_OF_MYSQL };
    for mut row in source.rows(checks, &[Text, Text]).await? {
        if let Some(table) = draft.table(&row.text()) {
            table.checks.extend(row.maybe());
        }
    }
    Ok(())
}

fn column(row: &mut Cells, mariadb: bool) -> LiveColumn {
    let (name, sql_type, nullable) = (row.text(), row.text(), row.flag());
    let (default, extra) = (row.maybe(), row.text().to_ascii_lowercase());
    let (charset, collation, comment) = (row.maybe(), row.maybe(), row.text());
    let default = match default {
        Some(text) if mariadb => (text != "NULL").then_some(text),
        Some(text) if extra.contains("default_generated") => Some(text),
        Some(text) => Some(format!("'{}'", text.replace('\'', "''"))),
        None => None,
    };
    let mut suffix = match (charset, collation) {
        (Some(charset), Some(collation)) => format!(" CHARACTER SET {charset} COLLATE {collation}"),
        _ => String::new(),
    };
    if let Some(place) = extra.find("on update") {
        suffix.push(' ');
        suffix.push_str(extra.get(place..).unwrap_or_default());
    }
    let class = TypeClass::parse(DialectKind::MySql, &sql_type);
    let values = if class == TypeClass::Enum { texts(&sql_type) } else { Vec::new() };
    LiveColumn {
        class,
        nullable,
        default,
        origin: origin(extra.contains(" generated"), false, extra.contains("auto_increment")),
        values,
        comment,
        suffix,
        name,
        sql_type,
        ..LiveColumn::default()
    }
}

fn texts(sql_type: &str) -> Vec<String> {
    let texts = plain_tokens(sql_type).into_iter().filter_map(|token| match token {
        Token::Text(text) => Some(text),
        _ => None,
    });
    texts.collect()
}
