//! How is a foreign key chosen without scripts? By a search page that carries the form along.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::view::{FormOf, FormView, May, PickView};
use crate::admin::views::form::Existing;
use crate::admin::views::outcome::labels_of;
use crate::models::{ModelMeta, Violations};
use crate::widgets::Texts;

/// Rows on the page.
const ROWS: u16 = 20;

/// The search page for the foreign key in the column at `column`.
pub(crate) async fn answer(
    context: &mut Context<'_>,
    model: &'static ModelMeta,
    existing: Option<&Existing>,
    texts: &Texts,
    (column, search): (usize, &str),
) -> Result<Response, Fail> {
    let relation = model.columns().get(column).and_then(|column| column.ty.relation);
    let target = (relation.ok_or(Fail::Malformed)?.target)();
    let store = &context.site.store;
    let mut found = store.search_titles(target, &context.scope, search, ROWS + 1).await?;
    let more = found.len() > usize::from(ROWS);
    found.truncate(usize::from(ROWS));
    let labels = labels_of(context, model, texts, existing.map(|existing| &existing.row)).await?;
    answer::page(context, StatusCode::OK, |context, pages, frame| {
        let form = FormView {
            model,
            of: existing.map_or(FormOf::Add, Existing::as_form),
            texts,
            labels: &labels,
            violations: &Violations::new(),
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.pick(frame, &PickView { form, column, search, found: &found, more })
    })
}
