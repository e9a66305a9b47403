//! From one page of a list to the next, and how many rows each has.

use crate::admin::pages::view::{Count, ListView};
use crate::admin::pages::{href, parts};
use crate::models::{ListState, Paging};
use crate::widgets::{Writer, icon};

const SIZES: &[u16] = &[25, 50, 100, 250];

/// Beyond so many rows, pages follow each other by cursor: skipping them would cost as much as reading them.
const SKIPPED: u32 = 5_000;

pub(super) fn pager(out: &mut Writer, view: &ListView<'_>) {
    let number = match &view.state.paging {
        Paging::Number(number) => Some(*number),
        _ => None,
    };
    out.raw("<div class=\"fab-pager\"><p class=\"fab-range\">");
    range(out, view, number);
    out.raw("</p><nav aria-label=\"Pages\"><ul>");
    let is_first = number == Some(1) || (number.is_none() && view.previous.is_none());
    step(out, view, "chevron-bar-left", "First page", (!is_first).then_some(Paging::Number(1)));
    step(out, view, "chevron-left", "Previous page", previous(view, number));
    if let Some(number) = number {
        out.raw("<li><span class=\"fab-page\" aria-current=\"page\">Page ").display(number);
        if let Some(last) = last_number(view) {
            out.raw(" of ").text(&crate::widgets::number::grouped(&last.to_string()));
        }
        out.raw("</span></li>");
    }
    step(out, view, "chevron-right", "Next page", next(view, number));
    step(out, view, "chevron-bar-right", "Last page", last(view, number));
    out.raw("</ul></nav>");
    sizes(out, view);
    out.raw("</div>");
}

fn range(out: &mut Writer, view: &ListView<'_>, number: Option<u32>) {
    let rows = view.rows.len();
    match number {
        Some(number) => {
            let start = u64::from(number - 1) * u64::from(view.state.size);
            let end = start.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
            out.text(&crate::widgets::number::grouped(&(start + 1).to_string())).raw("–");
            out.text(&crate::widgets::number::grouped(&end.to_string()));
        }
        None => {
            out.display(rows).raw(if rows == 1 { " row" } else { " rows" });
        }
    }
    out.raw(" of ");
    parts::count(out, view.total);
}

fn previous(view: &ListView<'_>, number: Option<u32>) -> Option<Paging> {
    match number {
        Some(number) => (number > 1).then(|| Paging::Number(number - 1)),
        None => view.previous.map(|cursor| Paging::Before(cursor.to_owned())),
    }
}

fn next(view: &ListView<'_>, number: Option<u32>) -> Option<Paging> {
    let cursor = view.next?;
    let near = number.filter(|number| number.saturating_mul(view.state.size.into()) <= SKIPPED);
    Some(near.map_or_else(|| Paging::After(cursor.to_owned()), |number| Paging::Number(number + 1)))
}

fn last_number(view: &ListView<'_>) -> Option<u32> {
    match view.total {
        Count::Exact(total) => u32::try_from(total.div_ceil(view.state.size.max(1).into()))
            .ok()
            .map(|last| last.max(1)),
        Count::MoreThan(_) => None,
    }
}

fn last(view: &ListView<'_>, number: Option<u32>) -> Option<Paging> {
    view.next?;
    last_number(view).filter(|last| number != Some(*last)).map(Paging::Number)
}

fn step(
    out: &mut Writer,
    view: &ListView<'_>,
    name: &str,
    label: &'static str,
    to: Option<Paging>,
) {
    out.raw("<li>");
    if let Some(paging) = to {
        let mut state = view.state.clone();
        state.paging = paging;
        out.raw("<a class=\"fab-icon-button\"")
            .attr("href", &href::list_at(view.model, &state))
            .raw(">");
        icon::icon(out, name);
        out.raw("<span class=\"visually-hidden\">").raw(label).raw("</span></a>");
    } else {
        out.raw("<span class=\"fab-icon-button fab-off\" aria-hidden=\"true\">");
        icon::icon(out, name);
        out.raw("</span>");
    }
    out.raw("</li>");
}

fn sizes(out: &mut Writer, view: &ListView<'_>) {
    out.raw("<nav class=\"fab-sizes\" aria-label=\"Rows on a page\"><span aria-hidden=\"true\">Rows</span><ul>");
    let mut sizes = SIZES.to_vec();
    for size in [view.state.size, view.model.page_size] {
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    sizes.sort_unstable();
    for size in sizes {
        let mut state: ListState = view.state.first_page();
        state.size = size;
        out.raw("<li><a").attr("href", &href::list_at(view.model, &state));
        if size == view.state.size {
            out.raw(" aria-current=\"true\"");
        }
        out.raw(">").display(size).raw("<span class=\"visually-hidden\"> rows</span></a></li>");
    }
    out.raw("</ul></nav>");
}
