//! Which rows are shown, in which order? What the address says, within the scope of who asks.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::view::{ListView, May, RowView};
use crate::admin::views::outcome::{count, row_view};
use crate::admin::views::{act, invitations};
use crate::db::Page;
use crate::models::{Condition, FilterOp, FilterText, ListState, ModelMeta, Op, parse_value};

/// A page of a list: one statement, and a second one only where a page is empty.
pub(crate) async fn answer(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let state = ListState::parse(model, context.query.iter());
    let store = &context.site.store;
    let page = store.page(model, &context.scope, &state, &Condition::Everything).await?;
    let filter_labels: Vec<Option<String>> =
        state.filters.iter().map(|filter| filter_label(model, filter, &page)).collect();
    answer::page(context, StatusCode::OK, |context, pages, frame| {
        let rows: Vec<RowView<'_>> = page.rows.iter().map(row_view).collect();
        let view = ListView {
            model,
            state: &state,
            rows: &rows,
            total: count(page.total),
            next: page.next.as_deref(),
            previous: page.previous.as_deref(),
            problems: &page.problems,
            filter_labels: &filter_labels,
            actions: &act::buttons(context, model),
            links: &invitations::links(context, model),
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.list(frame, &view)
    })
}

/// The title of the row that a filter refers to. Every row of the list refers to that same row, so the first one
/// tells, and no statement is needed.
fn filter_label(model: &'static ModelMeta, filter: &FilterText, page: &Page) -> Option<String> {
    let column = model.columns().by_name(filter.column)?;
    column.ty.relation?;
    let row = page.rows.first()?;
    let same = filter.op == FilterOp::Compare(Op::Equal)
        && parse_value(column, &filter.text).ok().as_ref() == Some(row.record.at(column.index));
    same.then(|| row.label(column.index).map(str::to_owned))?
}
