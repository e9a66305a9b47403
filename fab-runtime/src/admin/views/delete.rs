//! How does a row go? After a question that names what refers to it.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{DeleteView, Flash, May, title_of};
use crate::admin::views::outcome::{after, dependents, success, version_text, version_value};
use crate::db::{Dependent, Row, StoreError};
use crate::models::{Key, ModelMeta, Tone};

/// The question.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let key = context.key(model)?;
    let store = &context.site.store;
    let row = store.get(model, &context.scope, &key).await?;
    let all = context.site.registry.all();
    let found = store.dependents(model, &context.scope, &key, all).await?;
    question(context, StatusCode::OK, &key, &row, found)
}

/// Deletes the row, or says why it stays.
pub(crate) async fn delete(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let key = context.key(model)?;
    let store = &context.site.store;
    let row = store.get(model, &context.scope, &key).await?;
    let title = title_of(&row.record);
    let version = version_value(model, context.form.get("_version"))?;
    match store.delete(model, &context.scope, &key, version).await {
        Ok(()) => {
            let to = after(context, model, None);
            let flash = success(format!("{} “{title}” was deleted.", model.label));
            Ok(answer::see_other_saying(context, &to, &flash))
        }
        Err(StoreError::Blocked(found)) if found.is_empty() => {
            let text = "Rows that you may not see refer to it, so it cannot be deleted.";
            Ok(refused(context, model, &key, text.to_owned()))
        }
        Err(StoreError::Blocked(found)) => {
            question(context, StatusCode::CONFLICT, &key, &row, found)
        }
        Err(StoreError::Stale { .. }) => {
            let text = "Somebody else changed it meanwhile. Look at it again before you delete it.";
            Ok(refused(context, model, &key, text.to_owned()))
        }
        Err(StoreError::Invalid(violations)) => {
            Ok(refused(context, model, &key, violations.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Back to the question, with the reason on it.
fn refused(
    context: &mut Context<'_>,
    model: &'static ModelMeta,
    key: &Key,
    text: String,
) -> Response {
    let flash = Flash { tone: Tone::Danger, text };
    answer::see_other_saying(context, &href::delete(model, key), &flash)
}

fn question(
    context: &mut Context<'_>,
    status: StatusCode,
    key: &Key,
    row: &Row,
    found: Vec<Dependent>,
) -> Result<Response, Fail> {
    let model = row.record.model();
    let dependents = dependents(context, found);
    let version = version_text(&row.record);
    answer::page(context, status, |context, pages, frame| {
        let view = DeleteView {
            model,
            key,
            title: &title_of(&row.record),
            version: version.as_deref(),
            dependents: &dependents,
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.delete(frame, &view)
    })
}
