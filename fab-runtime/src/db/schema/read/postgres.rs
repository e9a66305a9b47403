//! How does PostgreSQL describe its tables? By `pg_catalog`, which hides nothing that a role may use.

use std::collections::HashMap;

use crate::db::schema::read::{Cells, Draft, ForeignKeyPart, Source, origin};
use crate::db::schema::{LiveColumn, LiveIndex, Table, TypeClass};
use crate::db::{DbError, DialectKind};
use crate::models::Kind::{Int, Text};

/// The relations that the search path shows by their bare names.
macro_rules! visible {
    () => {
        "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition \
         AND pg_catalog.pg_table_is_visible(c.oid) AND c.relnamespace IN (SELECT n.oid \
         FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY (pg_catalog.current_schemas(false)))"
    };
}

const TABLES: &str = concat!(
    "SELECT c.relname::text, (c.relkind IN ('v', 'm'))::int::int8, \
     pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c WHERE ",
    visible!()
);

const COLUMNS: &str = concat!(
    "SELECT c.relname::text, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), \
     CASE t.typtype WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) \
     ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END, t.typname::text, \
     (NOT (a.attnotnull OR t.typnotnull))::int::int8, \
     pg_catalog.pg_get_expr(d.adbin, d.adrelid), (a.attgenerated <> '')::int::int8, \
     (a.attidentity = 'a')::int::int8, (a.attidentity <> '')::int::int8, \
     pg_catalog.col_description(c.oid, a.attnum) \
     FROM pg_catalog.pg_class c \
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
     JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE ",
    visible!(),
    " ORDER BY c.oid, a.attnum"
);

const ENUMS: &str = "SELECT pg_catalog.format_type(e.enumtypid, NULL), e.enumlabel::text \
     FROM pg_catalog.pg_enum e ORDER BY e.enumtypid, e.enumsortorder";

const INDEXES: &str = concat!(
    "SELECT c.relname::text, i.relname::text, x.indisprimary::int::int8, x.indisunique::int::int8, \
     (x.indpred IS NOT NULL OR x.indexprs IS NOT NULL OR m.amname <> 'btree')::int::int8, \
     a.attname::text \
     FROM pg_catalog.pg_index x \
     JOIN pg_catalog.pg_class c ON c.oid = x.indrelid \
     JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid \
     JOIN pg_catalog.pg_am m ON m.oid = i.relam \
     CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS p(attnum, n) \
     LEFT JOIN pg_catalog.pg_attribute a \
     ON a.attrelid = c.oid AND a.attnum = p.attnum AND p.attnum > 0 \
     WHERE x.indisvalid AND p.n <= x.indnkeyatts AND ",
    visible!(),
    " ORDER BY c.oid, i.relname, p.n"
);

const FOREIGN_KEYS: &str = concat!(
    "SELECT c.relname::text, k.conname::text, a.attname::text, f.relname::text, b.attname::text, \
     CASE k.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' \
     WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END \
     FROM pg_catalog.pg_constraint k \
     JOIN pg_catalog.pg_class c ON c.oid = k.conrelid \
     JOIN pg_catalog.pg_class f ON f.oid = k.confrelid \
     CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS p(own, other, n) \
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.own \
     JOIN pg_catalog.pg_attribute b ON b.attrelid = f.oid AND b.attnum = p.other \
     WHERE k.contype = 'f' AND k.conparentid = 0 AND ",
    visible!(),
    " ORDER BY c.oid, k.conname, p.n"
);

const CHECKS: &str = concat!(
    "SELECT c.relname::text, pg_catalog.pg_get_expr(k.conbin, k.conrelid) \
     FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid \
     WHERE k.contype = 'c' AND ",
    visible!(),
    " ORDER BY c.oid, k.conname"
);

/// Reads everything into `draft`.
pub(super) async fn read(source: &mut Source<'_>, draft: &mut Draft) -> Result<(), DbError> {
    for mut row in source.rows(TABLES, &[Text, Int, Text]).await? {
        let (name, is_view, comment) = (row.text(), row.flag(), row.text());
        draft.add(Table { name, is_view, comment, ..Table::default() });
    }
    let mut enums: HashMap<String, Vec<String>> = HashMap::new();
    for mut row in source.rows(ENUMS, &[Text, Text]).await? {
        enums.entry(row.text()).or_default().push(row.text());
    }
    let kinds = [Text, Text, Text, Text, Text, Int, Text, Int, Int, Int, Text];
    for mut row in source.rows(COLUMNS, &kinds).await? {
        if let Some(table) = draft.table(&row.text()) {
            table.columns.push(column(&mut row, &enums));
        }
    }
    for mut row in source.rows(INDEXES, &[Text, Text, Int, Int, Int, Text]).await? {
        let (table, name, primary) = (row.text(), row.text(), row.flag());
        let (unique, partial, column) = (row.flag(), row.flag(), row.maybe());
        if primary {
            if let Some(table) = draft.table(&table) {
                table.primary_key.extend(column);
            }
            continue;
        }
        let columns = column.into_iter().collect();
        draft.index(&table, LiveIndex { name, columns, unique, partial, prefix: false });
    }
    let mut last = <(String, String)>::default();
    for mut row in source.rows(FOREIGN_KEYS, &[Text; 6]).await? {
        let (table, name, column) = (row.text(), row.text(), row.text());
        let (target, reference, on_delete) = (row.text(), row.maybe(), row.text());
        let part = ForeignKeyPart { table, column, target, reference, on_delete };
        draft.foreign_key(&mut last, name, part);
    }
    for mut row in source.rows(CHECKS, &[Text, Text]).await? {
        if let Some(table) = draft.table(&row.text()) {
            table.checks.extend(row.maybe());
        }
    }
    Ok(())
}

fn column(row: &mut Cells, enums: &HashMap<String, Vec<String>>) -> LiveColumn {
    let (name, sql_type, base, type_name) = (row.text(), row.text(), row.text(), row.text());
    let (nullable, default) = (row.flag(), row.maybe());
    let (computed, always, identity) = (row.flag(), row.flag(), row.flag());
    let serial = default.as_ref().is_some_and(|default| default.starts_with("nextval("));
    let values = enums.get(&base).cloned().unwrap_or_default();
    let class = if values.is_empty() {
        TypeClass::parse(DialectKind::Postgres, &base)
    } else {
        TypeClass::Enum
    };
    LiveColumn {
        name,
        sql_type,
        type_name,
        class,
        nullable,
        default: default.filter(|_| !computed),
        origin: origin(computed, always, identity || serial),
        values,
        comment: row.text(),
        ..LiveColumn::default()
    }
}
