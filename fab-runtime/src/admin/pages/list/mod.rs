//! The list of a model: search, filters, rows, pages.

mod chips;
mod filters;
mod order;
mod pager;
mod table;
#[cfg(test)]
mod tests;
mod ticks;

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{Count, ListView};
use crate::admin::pages::{href, parts};
use crate::models::{ListState, Verb};
use crate::widgets::{Html, Writer, icon, theme};

/// Room for what stands around the rows, for a row without its cells, and for a cell.
const AROUND: usize = 16 * 1024;
const ROW: usize = 640;
const CELL: usize = 72;

pub(super) fn sheet(view: &ListView<'_>, csrf: &str) -> Sheet {
    let model = view.model;
    Sheet {
        template: "list.html",
        model: Some(model),
        title: model.plural.to_owned(),
        heading: Some(heading(view)),
        lead: model.help.to_owned(),
        crumbs: parts::crumbs(&[(model.plural, &href::list(model))]),
        tools: tools(view),
        content: content(view, csrf),
        failed: false,
    }
}

/// Whether search or filters leave anything out.
fn is_narrowed(state: &ListState) -> bool {
    !state.search.is_empty() || !state.filters.is_empty()
}

fn heading(view: &ListView<'_>) -> Html {
    let mut out = Writer::new();
    out.text(view.model.plural);
    if view.total != Count::Exact(0) {
        out.raw(" <span class=\"fab-count\">");
        parts::count(&mut out, view.total);
        out.raw("<span class=\"visually-hidden\"> in all</span></span>");
    }
    out.finish()
}

fn tools(view: &ListView<'_>) -> Html {
    let mut out = Writer::new();
    for link in view.links {
        parts::button_link(&mut out, theme::SECONDARY, link.icon, &link.label, &link.href);
    }
    if view.may.can(view.model, Verb::Export) && !view.rows.is_empty() {
        let href = href::export(view.model, view.state);
        parts::button_link(&mut out, theme::SECONDARY, "download", "Export", &href);
    }
    if view.may.can(view.model, Verb::Add) {
        add(&mut out, view);
    }
    out.finish()
}

fn add(out: &mut Writer, view: &ListView<'_>) {
    out.raw("<a class=\"")
        .raw(theme::PRIMARY)
        .raw("\"")
        .attr("href", &href::add(view.model))
        .raw(">");
    icon::icon(out, "plus-lg");
    out.raw("Add ").text(&parts::lower(view.model.label)).raw("</a>");
}

fn content(view: &ListView<'_>, csrf: &str) -> Html {
    let cells = view.model.columns().list().count();
    let mut out = Writer::with_capacity(AROUND + view.rows.len() * (ROW + cells * CELL));
    let nothing_yet =
        view.rows.is_empty() && !is_narrowed(view.state) && view.total == Count::Exact(0);
    if nothing_yet {
        nothing(&mut out, view);
        return out.finish();
    }
    filters::toolbar(&mut out, view);
    chips::chips(&mut out, view);
    if view.rows.is_empty() {
        no_match(&mut out, view);
    } else {
        table::table(&mut out, view);
        ticks::bar(&mut out, view, csrf);
        pager::pager(&mut out, view);
    }
    out.finish()
}

fn nothing(out: &mut Writer, view: &ListView<'_>) {
    out.raw("<div class=\"fab-nothing\">");
    icon::icon(out, view.model.icon.unwrap_or("inbox"));
    out.raw("<h2>No ").text(&parts::lower(view.model.plural)).raw(" yet</h2>");
    if view.may.can(view.model, Verb::Add) {
        out.raw("<p>The first one takes a minute.</p>");
        add(out, view);
    } else {
        out.raw("<p>They appear here as soon as somebody adds one.</p>");
    }
    out.raw("</div>");
}

fn no_match(out: &mut Writer, view: &ListView<'_>) {
    out.raw("<div class=\"fab-nothing\">");
    icon::icon(out, "search");
    if is_narrowed(view.state) {
        out.raw("<h2>Nothing matches</h2><p>No ").text(&parts::lower(view.model.label));
        out.raw(" fits the search and all filters.</p><a class=\"").raw(theme::SECONDARY).raw("\"");
        out.attr("href", &href::list(view.model)).raw(">Show all ");
    } else {
        out.raw("<h2>This page is empty</h2><p>The list ends before it.</p><a class=\"");
        out.raw(theme::SECONDARY).raw("\"").attr("href", &href::list(view.model));
        out.raw(">Go to the first ");
    }
    out.text(&parts::lower(view.model.plural)).raw("</a></div>");
}
