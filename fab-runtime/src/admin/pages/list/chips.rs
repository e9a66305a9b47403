//! What narrows the list now, each with a way to take it off.

use crate::admin::pages::href;
use crate::admin::pages::view::ListView;
use crate::models::{Column, FilterOp, FilterText, Kind, ListState, Op};
use crate::widgets::{Writer, icon};

pub(super) fn chips(out: &mut Writer, view: &ListView<'_>) {
    let state = view.state;
    if state.search.is_empty() && state.filters.is_empty() {
        return;
    }
    out.raw("<ul class=\"fab-chips\" aria-label=\"Active filters\">");
    if !state.search.is_empty() {
        let mut without = state.first_page();
        without.search.clear();
        chip(out, view, &without, &format!("Search “{}”", state.search), false);
    }
    for (place, filter) in state.filters.iter().enumerate() {
        let mut without = state.first_page();
        without.filters.remove(place);
        let label = view.filter_labels.get(place).and_then(Option::as_deref);
        let wrong = view.problems.iter().any(|(at, _)| *at == place);
        chip(out, view, &without, &sentence(view, filter, label), wrong);
    }
    if state.filters.len() + usize::from(!state.search.is_empty()) > 1 {
        let mut without = state.first_page();
        without.search.clear();
        without.filters.clear();
        out.raw("<li><a class=\"fab-clear\"").attr("href", &href::list_at(view.model, &without));
        out.raw(">Clear all</a></li>");
    }
    out.raw("</ul>");
}

fn chip(out: &mut Writer, view: &ListView<'_>, without: &ListState, text: &str, wrong: bool) {
    out.raw(if wrong { "<li class=\"fab-chip fab-danger\">" } else { "<li class=\"fab-chip\">" });
    out.raw("<span>").text(text).raw(if wrong { " (ignored: cannot be read)" } else { "" });
    out.raw("</span><a").attr("href", &href::list_at(view.model, without)).raw(">");
    icon::icon(out, "x-lg");
    out.raw("<span class=\"visually-hidden\">Remove ").text(text).raw("</span></a></li>");
}

fn sentence(view: &ListView<'_>, filter: &FilterText, label: Option<&str>) -> String {
    let Some(column) = view.model.columns().by_name(filter.column) else {
        return filter.text.clone();
    };
    match filter.op {
        FilterOp::Empty if filter.text == "no" => format!("{} is not empty", column.label),
        FilterOp::Empty => format!("{} is empty", column.label),
        FilterOp::Compare(op) => {
            format!("{} {} {}", column.label, word(op), shown(column, &filter.text, label))
        }
    }
}

fn shown<'a>(column: &Column, text: &'a str, label: Option<&'a str>) -> &'a str {
    let choice = column.ty.choices.iter().find(|choice| choice.value == text);
    match (label, choice, column.kind()) {
        (Some(label), _, _) => label,
        (None, Some(choice), _) => choice.label,
        (None, None, Kind::Bool) if text == "true" => "yes",
        (None, None, Kind::Bool) if text == "false" => "no",
        // It is what a row holds, if there is one: shown in its control alone, like a value in its form.
        _ if column.sealed.is_some() => "•••",
        _ => text,
    }
}

const fn word(op: Op) -> &'static str {
    match op {
        Op::Equal => "is",
        Op::NotEqual => "is not",
        Op::Less => "below",
        Op::LessOrEqual => "up to",
        Op::Greater => "above",
        Op::GreaterOrEqual => "from",
        Op::Contains => "contains",
        Op::StartsWith => "starts with",
        Op::EndsWith => "ends with",
    }
}
