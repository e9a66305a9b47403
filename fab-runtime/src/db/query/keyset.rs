//! Which rows come after (or before) a row, in an order of several columns?
//!
//! For the order `a, b` and the row `x, y` the rows after it are `a >= x AND (a > x OR b > y)`: the form in which
//! all three databases begin reading an index at the row itself.

use crate::db::query::{Direction, Sort};
use crate::db::writer::SqlWriter;
use crate::models::{ModelMeta, Value};

/// Appends the condition that a row stands after `values` (one for each sort) in the direction of reading.
pub(crate) fn keyset(
    writer: &mut SqlWriter,
    alias: &'static str,
    model: &'static ModelMeta,
    place: (&[Sort], &[Value]),
    direction: Direction,
) {
    let (sorts, values) = place;
    let ([sort, sorts @ ..], [value, values @ ..]) = (sorts, values) else {
        writer.push("1 = 0");
        return;
    };
    let term = Term { alias, model, sort: *sort, value, direction };
    if sorts.is_empty() {
        term.strictly_after(writer);
        return;
    }
    match (value.is_null(), direction) {
        // NULLs stand last: after one of them come only others.
        (true, Direction::Forward) => {
            writer.push("(").qualified(alias, sort.column.name).push(" IS NULL AND ");
            keyset(writer, alias, model, (sorts, values), direction);
            writer.push(")");
        }
        // Before one of them comes everything else.
        (true, Direction::Backward) => {
            writer.push("(").qualified(alias, sort.column.name).push(" IS NOT NULL OR ");
            keyset(writer, alias, model, (sorts, values), direction);
            writer.push(")");
        }
        (false, _) => {
            writer.push("(");
            term.not_before(writer);
            writer.push(" AND (");
            term.strictly_after(writer);
            writer.push(" OR ");
            keyset(writer, alias, model, (sorts, values), direction);
            writer.push("))");
        }
    }
}

struct Term<'a> {
    alias: &'static str,
    model: &'static ModelMeta,
    sort: Sort,
    value: &'a Value,
    direction: Direction,
}

impl Term<'_> {
    fn strictly_after(&self, writer: &mut SqlWriter) {
        if self.value.is_null() {
            match self.direction {
                Direction::Forward => writer.push("1 = 0"),
                Direction::Backward => {
                    writer.qualified(self.alias, self.sort.column.name).push(" IS NOT NULL")
                }
            };
            return;
        }
        self.compared(writer, if self.upwards() { " > " } else { " < " });
    }

    fn not_before(&self, writer: &mut SqlWriter) {
        self.compared(writer, if self.upwards() { " >= " } else { " <= " });
    }

    fn upwards(&self) -> bool {
        self.sort.descending == (self.direction == Direction::Backward)
    }

    fn compared(&self, writer: &mut SqlWriter, operator: &'static str) {
        let column = self.sort.column;
        let or_null = column.nullable && self.direction == Direction::Forward;
        if or_null {
            writer.push("(");
        }
        writer.qualified(self.alias, column.name).push(operator);
        writer.bind_column(self.model, column, self.value.clone());
        if or_null {
            writer.push(" OR ").qualified(self.alias, column.name).push(" IS NULL)");
        }
    }
}
