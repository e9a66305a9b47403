//! The search box and the panel of filters: one form, sent by GET, so that all of it stands in the address.

use crate::admin::pages::view::ListView;
use crate::admin::pages::{href, parts};
use crate::models::{Column, FilterOp, FilterText, Verb, Violation};
use crate::widgets::filter::{Filter, questions};
use crate::widgets::{Writer, icon, theme};

pub(super) fn toolbar(out: &mut Writer, view: &ListView<'_>) {
    let columns = view.model.columns();
    let searches: Vec<&str> = columns.search().map(|column| column.label).collect();
    let filters: Vec<&Column> =
        columns.filters().filter(|column| !questions(column).is_empty()).collect();
    if searches.is_empty() && filters.is_empty() {
        return;
    }
    out.raw("<search><form class=\"fab-toolbar\" method=\"get\" data-lean")
        .attr("action", &href::list(view.model));
    out.raw(">");
    kept(out, view, &filters);
    if !searches.is_empty() {
        search(out, view, &searches);
    }
    if !filters.is_empty() {
        panel(out, view, &filters);
    }
    out.raw("</form></search>");
}

/// What the form does not ask for but must not forget.
fn kept(out: &mut Writer, view: &ListView<'_>, filters: &[&Column]) {
    let asked = |filter: &FilterText| {
        filters.iter().any(|column| {
            column.name == filter.column && questions(column).iter().any(|(op, _)| *op == filter.op)
        })
    };
    let unasked: Vec<String> = view
        .state
        .filters
        .iter()
        .filter(|filter| !asked(filter))
        .map(|filter| format!("f.{}.{}", filter.column, filter.op.slug()))
        .collect();
    for (name, text) in view.state.first_page().pairs() {
        if name == "sort" || name == "size" || unasked.contains(&name) {
            out.raw("<input type=\"hidden\"").attr("name", &name).attr("value", &text).raw(">");
        }
    }
}

fn search(out: &mut Writer, view: &ListView<'_>, searches: &[&str]) {
    out.raw("<div class=\"fab-search\"><label class=\"visually-hidden\" for=\"q\">Search in ");
    out.text(&searches.join(", ")).raw("</label>");
    icon::icon(out, "search");
    out.raw("<input class=\"")
        .raw(theme::INPUT)
        .raw("\" type=\"search\" id=\"q\" name=\"q\" autocomplete=\"off\"");
    out.attr("value", &view.state.search).raw(" placeholder=\"Search ");
    out.text(&parts::lower(view.model.plural)).raw("\"><button class=\"").raw(theme::SECONDARY);
    out.raw("\">Search</button></div>");
}

fn panel(out: &mut Writer, view: &ListView<'_>, filters: &[&Column]) {
    let active = view.state.filters.len();
    out.raw("<details class=\"fab-filters\"").flag("open", !view.problems.is_empty());
    out.raw("><summary class=\"").raw(theme::SECONDARY).raw("\">");
    icon::icon(out, "funnel");
    out.raw("Filters");
    if active > 0 {
        out.raw("<span class=\"fab-count\">").display(active);
        out.raw("<span class=\"visually-hidden\"> active</span></span>");
    }
    out.raw("</summary><div class=\"fab-panel\"><div class=\"fab-panel-grid\">");
    for column in filters {
        one(out, view, column);
    }
    out.raw("</div><div class=\"fab-panel-foot\"><button class=\"").raw(theme::PRIMARY);
    out.raw("\">Apply filters</button>");
    if active > 0 {
        let mut state = view.state.first_page();
        state.filters.clear();
        out.raw("<a class=\"").raw(theme::SECONDARY).raw("\"");
        out.attr("href", &href::list_at(view.model, &state)).raw(">Clear filters</a>");
    }
    out.raw("</div></div></details>");
}

fn one(out: &mut Writer, view: &ListView<'_>, column: &Column) {
    let problem = |place: usize| -> Option<&Violation> {
        view.problems.iter().find(|(at, _)| *at == place).map(|(_, problem)| problem)
    };
    let mut label = None;
    let asked: Vec<(FilterOp, &str, Option<&Violation>)> = view
        .state
        .filters
        .iter()
        .enumerate()
        .filter(|(_, filter)| filter.column == column.name)
        .map(|(place, filter)| {
            if filter.op != FilterOp::Empty {
                label = view.filter_labels.get(place).and_then(Option::as_deref);
            }
            (filter.op, filter.text.as_str(), problem(place))
        })
        .collect();
    let target = column.ty.relation.map(|relation| (relation.target)());
    let search = target.filter(|target| view.may.can(target, Verb::List)).map(href::search);
    Filter { column, asked: &asked, label, search: search.as_deref() }.write(out);
}
