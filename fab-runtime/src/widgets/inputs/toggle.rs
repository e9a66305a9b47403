//! How is yes or no edited? By a box; by a list of three where it may be unknown.

use crate::models::{Column, WidgetKind};
use crate::widgets::field::label_text;
use crate::widgets::inputs::{Control, KEEP};
use crate::widgets::{Writer, theme};

pub(super) fn toggle(out: &mut Writer, control: &Control<'_>) {
    if three_ways(control.column) {
        return three(out, control);
    }
    // A box that is not ticked sends nothing, so this goes before it.
    out.raw("<input type=\"hidden\" value=\"false\"").attr("name", control.column.name).raw(">");
    let switch = control.column.widget() == Some(WidgetKind::Switch);
    out.raw(if switch {
        "<div class=\"form-check form-switch\">"
    } else {
        "<div class=\"form-check\">"
    });
    control.open(out, "input", theme::CHECK);
    out.raw(" type=\"checkbox\" value=\"true\"");
    if switch {
        out.raw(" role=\"switch\"");
    }
    out.flag("checked", control.text == "true").raw(">");
    out.raw("<label class=\"").raw(theme::CHECK_LABEL).raw("\"").attr("for", control.id).raw(">");
    label_text(out, control);
    out.raw("</label></div>");
}

/// Whether there is a third answer: unknown, or the one that is there and sealed.
pub(crate) const fn three_ways(column: &Column) -> bool {
    column.nullable || column.sealed.is_some()
}

fn three(out: &mut Writer, control: &Control<'_>) {
    control.open(out, "select", theme::SELECT);
    out.raw(">");
    let blank = match (control.keeps, control.required || !control.column.nullable) {
        (true, _) => KEEP,
        (false, true) => "Choose…",
        (false, false) => "Unknown",
    };
    for (value, label) in [("", blank), ("true", "Yes"), ("false", "No")] {
        out.raw("<option").attr("value", value).flag("selected", control.text == value).raw(">");
        out.raw(label).raw("</option>");
    }
    out.raw("</select>");
}
