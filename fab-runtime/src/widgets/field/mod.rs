//! How does one field of a form look? Label, control, what is wrong, and help, tied together.

use crate::models::{Column, Kind, Violation, WidgetKind};
use crate::widgets::inputs::{self, Control};
use crate::widgets::{Html, Texts, Writer, theme};

/// A field of a form and what stands in it.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// The column; for money the one of the amount.
    pub column: &'a Column,
    /// The column of the currency, if this is money.
    pub currency: Option<&'a Column>,
    /// What stands in the controls.
    pub texts: &'a Texts,
    /// What is wrong.
    pub errors: &'a [Violation],
    /// The title of the row that the foreign key in `texts` refers to.
    pub label: Option<&'a str>,
    /// Where rows for a foreign key are searched, if this person may.
    pub search: Option<&'a str>,
    /// Whether a row is there, so that a sealed column left blank keeps what is in it.
    pub keeps: bool,
}

/// The `id` of the control of a column; error summaries link to it.
pub fn id(column: &Column) -> String {
    format!("f-{}", column.name)
}

impl Field<'_> {
    /// Writes the field.
    pub fn write(&self, out: &mut Writer) {
        let column = self.column;
        let text = self.texts.shown(column);
        let keeps = self.keeps && column.sealed.is_some();
        let id = id(column);
        let help = help(column);
        let notes = self.notes();
        let mut described = Vec::new();
        if !self.errors.is_empty() {
            described.push(format!("{id}-error"));
        }
        if !help.is_empty() || !notes.is_empty() {
            described.push(format!("{id}-help"));
        }
        let control = Control {
            column,
            text,
            id: &id,
            described_by: &described.join(" "),
            invalid: !self.errors.is_empty(),
            required: !keeps && (column.is_required() || asks_for_yes_or_no(column)),
            keeps,
        };
        if column.widget() == Some(WidgetKind::Hidden) && self.errors.is_empty() {
            return inputs::hidden(out, &control);
        }
        out.raw("<div class=\"fab-field\">");
        let toggle = column.kind() == Kind::Bool && !inputs::three_ways(column);
        let radios = inputs::is_radio(column);
        if radios {
            out.raw("<fieldset><legend class=\"").raw(theme::LABEL).raw("\">");
            label_text(out, &control);
            out.raw("</legend>");
        } else if !toggle {
            out.raw("<label class=\"").raw(theme::LABEL).raw("\"").attr("for", &id).raw(">");
            label_text(out, &control);
            out.raw("</label>");
        }
        match (self.currency, self.search) {
            (Some(currency), _) => {
                inputs::money(out, &control, currency, self.texts.get(currency.index));
            }
            (None, Some(search)) if column.ty.relation.is_some() => {
                inputs::relation(out, &control, search, self.label);
            }
            _ => inputs::control(out, &control),
        }
        if radios {
            out.raw("</fieldset>");
        }
        self.clear(out, &id);
        errors(out, &id, self.errors);
        if !help.is_empty() || !notes.is_empty() {
            out.raw("<div class=\"").raw(theme::HELP).raw("\" id=\"").text(&id).raw("-help\">");
            out.text(help);
            for (place, note) in notes.iter().enumerate() {
                out.raw(if help.is_empty() && place == 0 { "" } else { " " }).raw(note);
            }
            out.raw("</div>");
        }
        out.raw("</div>");
    }

    /// What is said of every control of its kind.
    fn notes(&self) -> Vec<&'static str> {
        let column = self.column;
        let mut notes = Vec::new();
        if column.kind() == Kind::Timestamp {
            notes.push("Time in UTC.");
        }
        if self.texts.is_withheld(column) {
            notes.push("What you typed here is sealed and not shown again: type it once more.");
        }
        if self.keeps && column.sealed.is_some() {
            notes.push("Sealed: leave it blank to keep what is there.");
        }
        notes
    }

    /// A box that empties a sealed column, where blank keeps it.
    fn clear(&self, out: &mut Writer, id: &str) {
        let column = self.column;
        if !self.keeps || column.sealed.is_none() || !column.nullable {
            return;
        }
        out.raw("<div class=\"form-check\"><input class=\"").raw(theme::CHECK);
        out.raw("\" type=\"checkbox\" name=\"_clear\"").attr("value", column.name);
        out.raw(" id=\"").text(id).raw("-clear\"").flag("checked", self.texts.is_cleared(column));
        out.raw("><label class=\"").raw(theme::CHECK_LABEL).raw("\" for=\"").text(id);
        out.raw("-clear\">Empty this field</label></div>");
    }

    /// The field, alone.
    pub fn html(&self) -> Html {
        let mut out = Writer::new();
        self.write(&mut out);
        out.finish()
    }
}

/// Writes what is wrong with a control.
pub fn errors(out: &mut Writer, id: &str, errors: &[Violation]) {
    if errors.is_empty() {
        return;
    }
    out.raw("<div class=\"fab-error\" id=\"").text(id).raw("-error\">");
    for error in errors {
        out.raw("<p><span class=\"visually-hidden\">Error: </span>").text(error.message());
        out.raw("</p>");
    }
    out.raw("</div>");
}

/// The text beside a control, with a mark where a value must be given.
pub(crate) fn label_text(out: &mut Writer, control: &Control<'_>) {
    out.text(control.column.label);
    if control.required {
        out.raw(" <span class=\"fab-required\" aria-hidden=\"true\">*</span>");
    }
}

fn help(column: &Column) -> &'static str {
    match column.part.help {
        "" if column.group.is_none() || column.kind() == Kind::Money => column.field.help,
        help => help,
    }
}

/// A sealed yes or no has no box, whose blank would be an answer: one has to be given.
const fn asks_for_yes_or_no(column: &Column) -> bool {
    column.sealed.is_some() && matches!(column.kind(), Kind::Bool) && !column.nullable
}

#[cfg(test)]
mod tests;
