//! How does what the store says become a view or a refusal?

use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{Count, DependentView, Flash, RowView, title_of};
use crate::db::{DbError, Dependent, Row, StoreError, Total};
use crate::models::{Column, Key, ModelMeta, Record, Tone, Value, Verb, parse_value, plain_text};
use crate::security::SecurityError;
use crate::widgets::Texts;

impl From<DbError> for Fail {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unreachable { .. }
            | DbError::Busy
            | DbError::Timeout
            | DbError::Conflict { .. } => Self::Unavailable(error.into()),
            error => Self::inside(error),
        }
    }
}

impl From<StoreError> for Fail {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Database(error) => error.into(),
            error => Self::inside(error),
        }
    }
}

impl From<SecurityError> for Fail {
    fn from(error: SecurityError) -> Self {
        match error {
            SecurityError::NotFound { .. } | SecurityError::FactorOff => Self::NotFound,
            SecurityError::TooManyAttempts { retry_after } => Self::TooMany(retry_after),
            SecurityError::SessionEnded => Self::SignIn,
            SecurityError::NotFresh => Self::StepUp,
            SecurityError::DeadLink => Self::DeadLink,
            SecurityError::Escalation => Self::Forbidden,
            SecurityError::Database(error) => error.into(),
            error => Self::inside(error),
        }
    }
}

/// A row as pages take it.
pub(crate) fn row_view(row: &Row) -> RowView<'_> {
    RowView { record: &row.record, labels: &row.labels }
}

/// The version of a row as it travels through a form; `None` when its model counts no changes.
pub(crate) fn version_text(record: &Record) -> Option<String> {
    let column = record.model().columns().version()?;
    Some(plain_text(record.at(column.index)))
}

/// The version that a form brings back. A model that counts changes is never written without one.
pub(crate) fn version_value(
    model: &'static ModelMeta,
    text: Option<&str>,
) -> Result<Option<Value>, Fail> {
    let Some(column) = model.columns().version() else { return Ok(None) };
    let value = text.and_then(|text| parse_value(column, text).ok());
    value.filter(|value| !value.is_null()).map(Some).ok_or(Fail::Malformed)
}

/// What refers to a row, as far as it may be named: rows of lists that may not be opened are only counted.
pub(crate) fn dependents(context: &Context<'_>, found: Vec<Dependent>) -> Vec<DependentView> {
    let view = |dependent: Dependent| {
        let named = context.may(dependent.model, Verb::List);
        DependentView {
            model: dependent.model,
            column: dependent.column.name,
            count: count(dependent.count),
            sample: if named { dependent.sample } else { Vec::new() },
        }
    };
    found.into_iter().map(view).collect()
}

/// A count as pages take it.
pub(crate) const fn count(total: Total) -> Count {
    match total {
        Total::Exact(count) => Count::Exact(count),
        Total::MoreThan(count) => Count::MoreThan(count),
    }
}

/// The titles of the rows that the foreign keys among `texts` refer to, by column index. One statement for each
/// key that `known` does not tell.
pub(crate) async fn labels_of(
    context: &Context<'_>,
    model: &'static ModelMeta,
    texts: &Texts,
    known: Option<&Row>,
) -> Result<Vec<Option<String>>, Fail> {
    let mut labels = vec![None; model.columns().len()];
    for (column, target) in model.columns().relations() {
        let Ok(value) = parse_value(column, texts.get(column.index)) else { continue };
        if value.is_null() {
            continue;
        }
        let label = match known {
            Some(row) if *row.record.at(column.index) == value => {
                row.label(column.index).map(str::to_owned)
            }
            _ => title(context, target, column, value).await?,
        };
        if let Some(slot) = labels.get_mut(column.index) {
            *slot = label;
        }
    }
    Ok(labels)
}

async fn title(
    context: &Context<'_>,
    target: &'static ModelMeta,
    column: &Column,
    value: Value,
) -> Result<Option<String>, Fail> {
    debug_assert!(column.ty.relation.is_some());
    match context.site.store.get(target, &context.scope, &Key::new(vec![value])).await {
        Ok(row) => Ok(Some(title_of(&row.record).into_owned())),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes down who was denied what. The answer is the same when that fails.
pub(crate) async fn note_denial(context: &Context<'_>) {
    let Ok(session) = context.session() else { return };
    let what = format!("{} {}", context.method, context.template);
    let model = context.model().ok().map(|model| model.name);
    let recorded = context.site.security.record_denial(session, &what, model).await;
    if let Err(error) = recorded {
        tracing::error!(%error, "a denial could not be written down");
    }
}

/// Writes down who tried to give or take more than they may.
pub(crate) async fn note_escalation(context: &Context<'_>, error: &SecurityError) {
    if matches!(error, SecurityError::Escalation) {
        note_denial(context).await;
    }
}

/// Something went well.
pub(crate) fn success(text: String) -> Flash {
    Flash { tone: Tone::Success, text }
}

/// Where to go from a row: to its page, its list, or the first page, whichever may be opened.
pub(crate) fn after(context: &Context<'_>, model: &'static ModelMeta, key: Option<&Key>) -> String {
    match key {
        Some(key) if context.may(model, Verb::Show) => href::show(model, key),
        _ if context.may(model, Verb::List) => href::list(model),
        _ => href::INDEX.to_owned(),
    }
}
