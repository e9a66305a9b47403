//! How are rows chosen, and what can be done with them? A form after the table; its boxes stand in the rows.

use crate::admin::pages::view::{Count, ListView};
use crate::admin::pages::{href, parts};
use crate::widgets::{Writer, icon, theme};

/// The form that the boxes belong to.
const FORM: &str = "ticked";

/// The head of the column of boxes.
pub(super) fn head(out: &mut Writer) {
    out.raw("<th scope=\"col\" class=\"fab-tick\"><span class=\"visually-hidden\">Tick</span>");
    out.raw("<fab-tick-all></fab-tick-all></th>");
}

/// The box of a row.
pub(super) fn tick(out: &mut Writer, key: &str, title: &str) {
    out.raw("<td class=\"fab-tick\"><input class=\"").raw(theme::CHECK);
    out.raw("\" type=\"checkbox\" name=\"key\" autocomplete=\"off\"").attr("form", FORM);
    out.attr("value", key).raw(" aria-label=\"Tick ").text(title).raw("\"></td>");
}

/// The buttons, and the box for all rows that match.
pub(super) fn bar(out: &mut Writer, view: &ListView<'_>, csrf: &str) {
    let Some(first) = view.actions.first() else { return };
    out.raw("<form class=\"fab-ticked\" method=\"post\" aria-label=\"Do something with rows\"");
    out.attr("id", FORM).attr("action", &href::act(view.model, first.name)).raw(">");
    parts::csrf(out, csrf);
    out.raw("<input type=\"hidden\" name=\"state\"");
    out.attr("value", &view.state.query_string()).raw("><p>With the ticked rows:</p>");
    let shown = u64::try_from(view.rows.len()).unwrap_or(u64::MAX);
    if view.problems.is_empty() && view.total != Count::Exact(shown) {
        out.raw("<label><input class=\"").raw(theme::CHECK);
        out.raw("\" type=\"checkbox\" name=\"all\" value=\"yes\" autocomplete=\"off\"> ");
        let narrowed = !view.state.search.is_empty() || !view.state.filters.is_empty();
        out.raw("With all ");
        parts::count(out, view.total);
        out.raw(if narrowed { " that match" } else { "" }).raw(", on all pages</label>");
    }
    out.raw("<div>");
    for action in view.actions {
        out.raw("<button class=\"");
        out.raw(if action.destroys { theme::DANGER } else { theme::SECONDARY }).raw("\"");
        out.attr("formaction", &href::act(view.model, action.name)).raw(">");
        icon::icon(out, action.icon);
        out.text(action.label).raw("</button>");
    }
    out.raw("</div></form>");
}
