//! How is a row written as comma-separated values? As RFC 4180 says, and so that no text becomes a formula.

use std::fmt::Write as _;

use crate::admin::export::Field;
use crate::admin::export::cell::Cell;
use crate::db::Row;

const END: &str = "\r\n";

/// The line of names.
pub(super) fn head(fields: &[Field]) -> String {
    let mut out = String::new();
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        quoted(&mut out, &field.name);
    }
    out.push_str(END);
    out
}

/// One line.
pub(super) fn row(out: &mut String, fields: &[Field], row: &Row) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        cell(out, &field.cell(row));
    }
    out.push_str(END);
}

fn cell(out: &mut String, cell: &Cell<'_>) {
    // Writing to a string never fails.
    let _ = match cell {
        Cell::Nothing => Ok(()),
        Cell::Bool(on) => write!(out, "{on}"),
        Cell::Int(int) => write!(out, "{int}"),
        Cell::Float(float) => write!(out, "{float}"),
        Cell::Exact(digits) => write!(out, "{digits}"),
        Cell::Text(found) => {
            text(out, found);
            Ok(())
        }
        Cell::Json(json) => {
            text(out, &json.to_string());
            Ok(())
        }
    };
}

/// Spreadsheets run what begins like a formula, also after white space that they drop: an apostrophe says that it
/// is text. Numbers are never written through here, so they stay numbers.
pub(super) fn text(out: &mut String, text: &str) {
    let begins = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    };
    if text.starts_with(begins) || text.trim_start().starts_with(begins) {
        quoted(out, &format!("'{text}"));
    } else {
        quoted(out, text);
    }
}

fn quoted(out: &mut String, text: &str) {
    let outer_space = text.starts_with(' ') || text.ends_with(' ');
    if !outer_space && !text.contains([',', '"', '\r', '\n', ';', '\t']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for (place, part) in text.split('"').enumerate() {
        if place > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}
