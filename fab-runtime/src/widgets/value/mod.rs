//! How is a value shown, in a list and on its own page?

mod text;
mod time;

use std::borrow::Cow;

use crate::models::{Column, Currency, Kind, Money, Record, Value};
use crate::widgets::number::{bytes, grouped};
use crate::widgets::{Html, Writer, icon, theme};

/// A value in its place: what is needed to show it.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The column.
    pub column: &'a Column,
    /// The row.
    pub record: &'a Record,
    /// The title of the row that it refers to, if it is a foreign key.
    pub label: Option<&'a str>,
    /// The page of the row that it refers to, if it may be opened.
    pub href: Option<&'a str>,
}

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// A cell of a list: one line, shortened.
    Cell,
    /// A page: all of it.
    Page,
}

/// Writes the value.
pub fn value(out: &mut Writer, shown: &Shown<'_>, room: Room) {
    let column = shown.column;
    let value = shown.record.at(column.index);
    if value.is_null() {
        return empty(out);
    }
    if column.ty.relation.is_some() {
        return relation(out, shown, value);
    }
    match value {
        Value::Null => empty(out),
        Value::Bool(on) => boolean(out, *on, room),
        Value::Int(minor) if column.kind() == Kind::Money => money(out, shown, *minor),
        Value::Int(int) if column.key || (-999..=999).contains(int) => {
            out.display(int);
        }
        Value::Int(int) => {
            out.text(&grouped(&int.to_string()));
        }
        Value::Float(float) => {
            out.text(&grouped(&float.to_string()));
        }
        Value::Decimal(decimal) => {
            out.text(&grouped(&decimal.to_string()));
        }
        Value::Text(text) => text::text(out, column, text, room),
        Value::Date(date) => time::date(out, *date),
        Value::Time(at) => time::time_of_day(out, *at),
        Value::Timestamp(at) => time::instant(out, *at, room),
        Value::DateTime(at) => time::date_time(out, *at, room),
        Value::Uuid(uuid) => {
            let text = uuid.to_string();
            out.raw("<code class=\"fab-code\"");
            let short = text.split('-').next().unwrap_or_default();
            match room {
                Room::Cell => out.attr("title", &text).raw(">").text(short).raw("…"),
                Room::Page => out.raw(">").text(&text),
            };
            out.raw("</code>");
        }
        Value::Json(json) => self::json(out, json, room),
        Value::Sealed(sealed) if sealed.is_broken() => broken(out),
        Value::Sealed(sealed) => {
            let mask = column.sealed.map(|field| field.mask).unwrap_or_default();
            out.text(&mask.text(sealed.expose()));
        }
        Value::Bytes(content) => {
            out.text(&bytes(content.len()));
        }
    }
}

/// Writes what a sealed cell holds, in the clear. Plain text only: a link would carry it into an address.
pub fn opened(out: &mut Writer, column: &Column, cell: &Value) {
    let inside = match cell {
        Value::Sealed(sealed) => sealed.expose(),
        value => Some(value),
    };
    match inside {
        None => broken(out),
        Some(Value::Null) => empty(out),
        Some(Value::Text(text)) if column.ty.choices.is_empty() => {
            out.raw("<span class=\"fab-long\">").text(text).raw("</span>");
        }
        Some(Value::Text(text)) => text::text(out, column, text, Room::Page),
        Some(Value::Json(json)) => self::json(out, json, Room::Page),
        Some(Value::Bytes(bytes)) => {
            out.raw("<code class=\"fab-code\">");
            for byte in bytes {
                out.display(format_args!("{byte:02x}"));
            }
            out.raw("</code>");
        }
        Some(value) => {
            out.text(&crate::models::plain_text(value));
        }
    }
}

fn broken(out: &mut Writer) {
    let badge = theme::badge(crate::models::Tone::Danger);
    out.raw("<span class=\"").raw(badge).raw("\">cannot be opened</span>");
}

/// The value, alone.
pub fn html(shown: &Shown<'_>, room: Room) -> Html {
    let mut out = Writer::new();
    value(&mut out, shown, room);
    out.finish()
}

/// Whether values of the column stand at the right edge, digits under digits.
pub fn is_right_aligned(column: &Column) -> bool {
    column.kind().is_numeric() && column.ty.relation.is_none()
}

/// What stands where there is nothing.
pub fn empty(out: &mut Writer) {
    out.raw("<span class=\"fab-empty\" aria-hidden=\"true\">—</span>");
    out.raw("<span class=\"visually-hidden\">empty</span>");
}

fn relation(out: &mut Writer, shown: &Shown<'_>, value: &Value) {
    let title = match shown.label.filter(|label| !label.trim().is_empty()) {
        Some(label) => Cow::Borrowed(label),
        None => Cow::Owned(crate::models::plain_text(value)),
    };
    match shown.href {
        Some(href) => out.raw("<a").attr("href", href).raw(">").text(&title).raw("</a>"),
        None => out.text(&title),
    };
}

fn boolean(out: &mut Writer, on: bool, room: Room) {
    let (class, name, word) =
        if on { ("fab-yes", "check-lg", "Yes") } else { ("fab-no", "dash-circle", "No") };
    out.raw("<span class=\"").raw(class).raw("\">");
    icon::reuse(out, name);
    match room {
        Room::Cell => {
            out.raw("<span class=\"").raw(theme::HIDDEN).raw("\">").raw(word).raw("</span>")
        }
        Room::Page => out.raw(" ").raw(word),
    };
    out.raw("</span>");
}

fn money(out: &mut Writer, shown: &Shown<'_>, minor: i64) {
    let currency = shown.record.at(shown.column.index + 1).as_text();
    match currency.and_then(|code| code.parse::<Currency>().ok()) {
        Some(currency) => {
            let money = Money::new(minor, currency);
            out.text(&grouped(&money.amount().to_string()));
            out.raw(" <span class=\"fab-unit\">").raw(currency.code()).raw("</span>");
        }
        None => {
            out.text(&grouped(&minor.to_string()));
        }
    }
}

fn json(out: &mut Writer, json: &serde_json::Value, room: Room) {
    match room {
        Room::Page => {
            let pretty = serde_json::to_string_pretty(json).unwrap_or_default();
            out.raw("<pre class=\"fab-pre\">").text(&pretty).raw("</pre>");
        }
        Room::Cell => {
            out.raw("<code class=\"fab-code\">");
            text::shortened(out, &json.to_string());
            out.raw("</code>");
        }
    }
}

#[cfg(test)]
mod tests;
