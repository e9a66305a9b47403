//! What is sealed in one cell? Counted, read, written down, and only then shown.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{RevealView, title_of};
use crate::db::StoreError;
use crate::models::{Column, Key, ModelMeta, Value, Verb};
use crate::security::{Outcome, Reveal, SecurityError};

/// The cell that the address names, in the clear.
pub(crate) async fn answer(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (model, key, column) = cell(context)?;
    let security = &context.site.security;
    let session = context.session()?;
    let wanted = Reveal { model, key: Some(&key), column: Some(column.name) };
    take(context, wanted).await?;
    let row = match context.site.store.unsealed(model, &context.scope, &key, column).await {
        Ok(row) => row,
        Err(StoreError::NotFound) => {
            security.record_reveal_refused(session, wanted, "there is no such row").await?;
            return Err(Fail::NotFound);
        }
        Err(error) => return Err(error.into()),
    };
    let cell = row.record.at(column.index);
    let opened =
        cell.is_null() || matches!(cell, Value::Sealed(sealed) if sealed.expose().is_some());
    let outcome = if opened { Outcome::Ok } else { Outcome::Failed };
    // First, so that nothing is seen without a trace.
    security.record_reveal(session, wanted, outcome).await?;
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        let title = title_of(&row.record);
        pages.reveal(frame, &RevealView { model, key: &key, title: &title, column, cell })
    })
}

/// Back to the row: the address is posted to, and asking for it shows nothing.
pub(crate) fn hide(context: &Context<'_>) -> Result<Response, Fail> {
    let (model, key, _) = cell(context)?;
    Ok(answer::see_other(&href::show(model, &key)))
}

/// Takes one of the reveals that are left in this hour; that none is left is written down.
pub(super) async fn take(context: &Context<'_>, wanted: Reveal<'_>) -> Result<(), Fail> {
    let (security, session) = (&context.site.security, context.session()?);
    let taken = security.take_reveal(session).await;
    if matches!(taken, Err(SecurityError::TooManyAttempts { .. })) {
        security.record_reveal_refused(session, wanted, "too many in an hour").await?;
    }
    Ok(taken?)
}

/// Writes down who was not allowed to see what. The answer is the same when that fails.
pub(crate) async fn note_denial(context: &Context<'_>) {
    let (Ok(session), Ok(model)) = (context.session(), context.model()) else { return };
    let Ok(key) = context.key(model) else { return };
    let column = model.columns().by_name(context.params.get("column")).map(|column| column.name);
    let wanted = Reveal { model, key: Some(&key), column };
    let security = &context.site.security;
    if let Err(error) = security.record_reveal_refused(session, wanted, "not allowed").await {
        tracing::error!(%error, "a denial could not be written down");
    }
}

/// The sealed cell that the address names: one that stands masked on the page of its row.
fn cell(context: &Context<'_>) -> Result<(&'static ModelMeta, Key, &'static Column), Fail> {
    let model = context.model()?;
    let column = model.columns().by_name(context.params.get("column"));
    let column = column.filter(|column| column.sealed.is_some() && column.show);
    let column = column.filter(|_| model.offers(Verb::Reveal)).ok_or(Fail::NotFound)?;
    Ok((model, context.key(model)?, column))
}
