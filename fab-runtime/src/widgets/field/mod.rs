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
}

/// The `id` of the control of a column; error summaries link to it.
pub fn id(column: &Column) -> String {
    format!("f-{}", column.name)
}

impl Field<'_> {
    /// Writes the field.
    pub fn write(&self, out: &mut Writer) {
        let column = self.column;
        let text = self.texts.get(column.index);
        let id = id(column);
        let help = help(column);
        let mut described = Vec::new();
        if !self.errors.is_empty() {
            described.push(format!("{id}-error"));
        }
        if !help.is_empty() || has_note(column) {
            described.push(format!("{id}-help"));
        }
        let control = Control {
            column,
            text,
            id: &id,
            described_by: &described.join(" "),
            invalid: !self.errors.is_empty(),
            required: column.is_required(),
        };
        if column.widget() == Some(WidgetKind::Hidden) && self.errors.is_empty() {
            return inputs::hidden(out, &control);
        }
        out.raw("<div class=\"fab-field\">");
        let toggle = column.kind() == Kind::Bool && !column.nullable;
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
        errors(out, &id, self.errors);
        if !help.is_empty() || has_note(column) {
            out.raw("<div class=\"").raw(theme::HELP).raw("\" id=\"").text(&id).raw("-help\">");
            out.text(help);
            note(out, column, help);
            out.raw("</div>");
        }
        out.raw("</div>");
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

fn has_note(column: &Column) -> bool {
    matches!(column.kind(), Kind::Timestamp)
}

fn note(out: &mut Writer, column: &Column, help: &str) {
    if has_note(column) {
        out.raw(if help.is_empty() { "Time in UTC." } else { " Time in UTC." });
    }
}

#[cfg(test)]
mod tests;
