//! How is one of a fixed list chosen? From a drop-down list, or by radio buttons when asked for.

use crate::models::{Column, WidgetKind};
use crate::widgets::inputs::{Control, KEEP};
use crate::widgets::{Writer, theme};

/// Whether radio buttons are wanted, which need a heading of their own instead of a label.
pub(crate) fn is_radio(column: &Column) -> bool {
    let asked = column.widget() == Some(WidgetKind::Radio) && !column.ty.choices.is_empty();
    // A button that is pressed would tell what is sealed, and none pressed that nothing is there.
    asked && column.sealed.is_none()
}

pub(super) fn choice(out: &mut Writer, control: &Control<'_>) {
    if is_radio(control.column) { radios(out, control) } else { select(out, control) }
}

fn select(out: &mut Writer, control: &Control<'_>) {
    control.open(out, "select", theme::SELECT);
    out.raw(">");
    options(out, control);
    out.raw("</select>");
}

/// The options; one more for nothing, and one for a text that is none of them.
pub(super) fn options(out: &mut Writer, control: &Control<'_>) {
    let choices = control.column.ty.choices;
    let known = choices.iter().any(|choice| choice.value == control.text);
    if !control.required || !known {
        let none = match (control.keeps, control.required) {
            (true, _) => KEEP,
            (false, true) => "Choose…",
            (false, false) => "None",
        };
        out.raw("<option value=\"\"").flag("selected", control.text.is_empty()).raw(">");
        out.raw(none).raw("</option>");
    }
    if !known && !control.text.is_empty() {
        out.raw("<option selected").attr("value", control.text).raw(">");
        out.text(control.text).raw("</option>");
    }
    for choice in choices {
        out.raw("<option").attr("value", choice.value);
        out.flag("selected", choice.value == control.text)
            .raw(">")
            .text(choice.label)
            .raw("</option>");
    }
}

fn radios(out: &mut Writer, control: &Control<'_>) {
    let column = control.column;
    let mut boxes: Vec<(&str, &str)> = Vec::new();
    if column.nullable {
        boxes.push(("", "None"));
    }
    boxes.extend(column.ty.choices.iter().map(|choice| (choice.value, choice.label)));
    for (place, (value, label)) in boxes.into_iter().enumerate() {
        // Links to the field lead to its first button.
        let id = if place == 0 { control.id.to_owned() } else { format!("{}-{place}", control.id) };
        out.raw("<div class=\"form-check\"><input class=\"").raw(theme::CHECK);
        out.raw(if control.invalid { " is-invalid\"" } else { "\"" });
        out.raw(" type=\"radio\"").attr("id", &id).attr("name", column.name).attr("value", value);
        control.describe(out);
        out.flag("required", control.required).flag("checked", control.text == value);
        out.raw("><label class=\"").raw(theme::CHECK_LABEL).raw("\"").attr("for", &id).raw(">");
        out.text(label).raw("</label></div>");
    }
}
