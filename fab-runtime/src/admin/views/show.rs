//! What is one row? Its values, and how many rows of other models refer to it.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::view::{LinkView, May, RelatedView, ShowView, title_of};
use crate::admin::registry::Referrer;
use crate::admin::views::outcome::{count, row_view};
use crate::admin::views::{act, people, roles};
use crate::db::Total;
use crate::models::{ActorId, Key, Model as _, ModelMeta, Verb};
use crate::security::User;

/// The page of a row.
pub(crate) async fn answer(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let key = context.key(model)?;
    let row = context.site.store.get(model, &context.scope, &key).await?;
    let related = related(context, model, &key).await?;
    let links = links(context, model, &key).await?;
    let facts = people::facts(context, model, &key).await?;
    answer::page(context, StatusCode::OK, |context, pages, frame| {
        let view = ShowView {
            model,
            row: row_view(&row),
            title: &title_of(&row.record),
            related: &related,
            facts: &facts,
            links: &links,
            actions: &act::own_buttons(context, model),
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.show(frame, &view)
    })
}

/// The lists that refer to the row and may be opened, with their counts: one statement for each foreign key.
async fn related(
    context: &Context<'_>,
    model: &'static ModelMeta,
    key: &Key,
) -> Result<Vec<RelatedView>, Fail> {
    let mut referrers = context.site.registry.referrers(model);
    referrers.retain(|referrer| context.may(referrer.model, Verb::List));
    let mut models: Vec<&'static ModelMeta> = Vec::new();
    for referrer in &referrers {
        if !models.iter().any(|model| model.name == referrer.model.name) {
            models.push(referrer.model);
        }
    }
    if models.is_empty() {
        return Ok(Vec::new());
    }
    let found = context.site.store.dependents(model, &context.scope, key, &models).await?;
    let view = |referrer: Referrer| {
        let mine = found.iter().find(|found| {
            found.model.name == referrer.model.name && found.column.index == referrer.column
        });
        let total = mine.map_or(Total::Exact(0), |found| found.count);
        RelatedView { model: referrer.model, column: referrer.name, count: Some(count(total)) }
    };
    Ok(referrers.into_iter().map(view).collect())
}

/// More pages about this row.
async fn links(
    context: &Context<'_>,
    model: &'static ModelMeta,
    key: &Key,
) -> Result<Vec<LinkView>, Fail> {
    let user = key.single().as_int().filter(|_| model.name == User::NAME);
    let awaits = match user {
        Some(user) => context.site.security.awaits_password(ActorId(user)).await?,
        None => false,
    };
    let mut links = people::links(context, model, key, awaits);
    links.extend(roles::links(context, model, key));
    Ok(links)
}
