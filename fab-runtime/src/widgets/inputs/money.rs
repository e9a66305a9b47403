//! How is an amount of money edited? As a number with a point, beside its currency.

use crate::models::Column;
use crate::widgets::inputs::{Control, choice};
use crate::widgets::{Writer, theme};

pub(crate) fn money(out: &mut Writer, control: &Control<'_>, currency: &Column, code: &str) {
    out.raw("<div class=\"").raw(theme::GROUP).raw(" fab-money\">");
    control.input(out, "text", theme::INPUT);
    out.raw(" inputmode=\"decimal\" spellcheck=\"false\">");
    let id = format!("{}-currency", control.id);
    let currency = Control {
        column: currency,
        text: code,
        id: &id,
        described_by: control.described_by,
        invalid: control.invalid,
        required: control.required,
        keeps: false,
    };
    currency.open(out, "select", theme::SELECT);
    out.raw(" aria-label=\"Currency of ").text(control.column.label).raw("\">");
    choice::options(out, &currency);
    out.raw("</select></div>");
}
