//! How is a row of another model chosen? By type-ahead; without scripts by its key and a search page.

use crate::widgets::inputs::Control;
use crate::widgets::{Writer, theme};

pub(crate) fn relation(out: &mut Writer, control: &Control<'_>, search: &str, label: Option<&str>) {
    let target = control.column.ty.relation.map_or("row", |relation| (relation.target)().label);
    out.raw("<fab-autocomplete").attr("data-search", search);
    out.attr("data-title", label.unwrap_or_default())
        .raw("><div class=\"")
        .raw(theme::GROUP)
        .raw("\">");
    control.input(out, "text", theme::INPUT_CODE);
    out.raw(" spellcheck=\"false\">");
    out.raw("<button class=\"").raw(theme::SECONDARY).raw("\" name=\"_pick\" formnovalidate");
    out.attr("value", control.column.name).raw(">Search<span class=\"visually-hidden\"> for ");
    out.text(target).raw("</span></button></div>");
    if let Some(label) = label.filter(|_| !control.text.is_empty()) {
        out.raw("<div class=\"fab-chosen\">Chosen: <strong>").text(label).raw("</strong></div>");
    }
    out.raw("</fab-autocomplete>");
}
