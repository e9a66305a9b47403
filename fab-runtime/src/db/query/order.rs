//! In which order do rows stand? NULLs last, the key as tie-break, the same everywhere.

use crate::db::dialect::DialectKind;
use crate::db::writer::SqlWriter;
use crate::models::{Column, ModelMeta, OrderBy};

/// One column of an order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sort {
    pub(crate) column: &'static Column,
    pub(crate) descending: bool,
}

/// Which way a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// The order of a list: what was asked for, else the model's own, and then the key, so that no two rows tie.
///
/// The key follows in the direction of the last column: one index then serves both.
pub(crate) fn sorts(model: &'static ModelMeta, asked: &[OrderBy]) -> Vec<Sort> {
    let columns = model.columns();
    let mut sorts: Vec<Sort> = Vec::new();
    let mut add = |column: &'static Column, descending: bool| {
        if column.is_sortable() && !sorts.iter().any(|sort| sort.column.index == column.index) {
            sorts.push(Sort { column, descending });
        }
    };
    if asked.is_empty() {
        for by in model.order {
            if let Some(column) = columns.of_field(by.field).next() {
                add(column, by.descending);
            }
        }
    } else {
        for by in asked {
            if let Some(column) = columns.by_name(by.column) {
                add(column, by.descending);
            }
        }
    }
    let single_key = columns.key().count() == 1;
    let decides = |sort: &Sort| {
        let column = sort.column;
        (column.key && single_key) || (column.unique && !column.nullable)
    };
    if let Some(place) = sorts.iter().position(decides) {
        sorts.truncate(place + 1);
        return sorts;
    }
    let descending = sorts.last().is_some_and(|sort| sort.descending);
    for column in columns.key() {
        if !sorts.iter().any(|sort| sort.column.index == column.index) {
            sorts.push(Sort { column, descending });
        }
    }
    sorts
}

/// Appends `ORDER BY ..`; read backwards, the last row comes first.
pub(crate) fn order_by(
    writer: &mut SqlWriter,
    alias: &'static str,
    sorts: &[Sort],
    direction: Direction,
) {
    let backward = direction == Direction::Backward;
    for (place, sort) in sorts.iter().enumerate() {
        writer.push(if place == 0 { " ORDER BY " } else { ", " });
        let name = sort.column.name;
        let nullable = sort.column.nullable;
        let by_null = nullable && writer.dialect() == DialectKind::MySql;
        if by_null {
            writer.push("(").qualified(alias, name);
            writer.push(if backward { " IS NULL) DESC, " } else { " IS NULL), " });
        }
        writer.qualified(alias, name);
        if sort.descending != backward {
            writer.push(" DESC");
        }
        if nullable && !by_null {
            writer.push(if backward { " NULLS FIRST" } else { " NULLS LAST" });
        }
    }
}
