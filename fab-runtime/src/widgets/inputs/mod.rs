//! Which control edits a column? The one that was asked for, else the one of its kind.

mod choice;
mod date;
mod hidden;
mod json;
mod money;
mod number;
mod relation;
mod text;
mod toggle;

use crate::models::{Column, Kind, WidgetKind};
use crate::widgets::Writer;

pub(crate) use self::choice::is_radio;
pub(crate) use self::hidden::hidden;
pub(crate) use self::money::money;
pub(crate) use self::relation::relation;
pub(crate) use self::toggle::three_ways;

/// What blank means where it keeps what is there.
const KEEP: &str = "Keep as it is";

/// What every control needs.
pub(crate) struct Control<'a> {
    /// The column; the control has its name.
    pub(crate) column: &'a Column,
    /// What stands in it.
    pub(crate) text: &'a str,
    /// Its `id`.
    pub(crate) id: &'a str,
    /// The `id`s of the texts that explain it; empty for none.
    pub(crate) described_by: &'a str,
    /// Whether something is wrong with it.
    pub(crate) invalid: bool,
    /// Whether it must be filled.
    pub(crate) required: bool,
    /// Whether blank keeps what is there.
    pub(crate) keeps: bool,
}

impl Control<'_> {
    /// Opens a tag with everything that controls have in common; the caller closes it.
    fn open(&self, out: &mut Writer, tag: &'static str, class: &'static str) {
        out.raw("<").raw(tag).raw(" class=\"").raw(class);
        out.raw(if self.invalid { " is-invalid\"" } else { "\"" });
        out.attr("id", self.id).attr("name", self.column.name);
        self.describe(out);
        out.flag("required", self.required);
        // Browsers remember what is typed into forms; an `input` of ours never lets them.
        if tag == "textarea" && self.column.sealed.is_some() {
            out.raw(" autocomplete=\"off\"");
        }
    }

    /// Ties the control to the texts that explain it.
    fn describe(&self, out: &mut Writer) {
        if !self.described_by.is_empty() {
            out.attr("aria-describedby", self.described_by);
        }
        if self.invalid {
            out.raw(" aria-invalid=\"true\"");
        }
    }

    /// What an `input` has besides: the type, the text, a hint.
    fn input(&self, out: &mut Writer, kind: &'static str, class: &'static str) {
        self.open(out, "input", class);
        out.raw(" type=\"").raw(kind).raw("\"").attr("value", self.text);
        out.raw(" autocomplete=\"off\"");
        let placeholder = self.column.part.placeholder;
        if !placeholder.is_empty() {
            out.attr("placeholder", placeholder);
        }
    }
}

/// Writes the control for a column that is neither money nor a foreign key.
pub(crate) fn control(out: &mut Writer, control: &Control<'_>) {
    let column = control.column;
    if column.kind() == Kind::Bool {
        return toggle::toggle(out, control);
    }
    if !column.ty.choices.is_empty() {
        return choice::choice(out, control);
    }
    match (column.widget(), column.kind()) {
        (Some(WidgetKind::Textarea), _) => text::textarea(out, control),
        (Some(WidgetKind::Text), _) => text::line(out, control),
        (Some(WidgetKind::Json), _) | (_, Kind::Json) => json::json(out, control),
        (_, Kind::Date) => date::date(out, control),
        (_, Kind::Time) => date::time(out, control),
        (_, Kind::Timestamp | Kind::DateTime) => date::date_time(out, control),
        (_, Kind::Int | Kind::Float | Kind::Decimal | Kind::Money) => number::number(out, control),
        _ => text::text(out, control),
    }
}
