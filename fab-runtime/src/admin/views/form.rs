//! How is a row added or changed? A form, its values as typed, and what is wrong with them.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::input;
use crate::admin::pages::href;
use crate::admin::pages::view::{ConflictView, FormOf, FormView, May, title_of};
use crate::admin::views::outcome::{
    after, labels_of, row_view, success, version_text, version_value,
};
use crate::admin::views::pick;
use crate::db::{Row, StoreError, Update};
use crate::models::{Key, ModelMeta, Record, Verb, Violations};
use crate::widgets::{Intent, Submission, Texts, Then};

/// An existing row, as its form shows it.
pub(crate) struct Existing {
    pub(crate) key: Key,
    pub(crate) row: Row,
    pub(crate) title: String,
    pub(crate) version: Option<String>,
}

impl Existing {
    /// One statement.
    async fn load(context: &Context<'_>, model: &'static ModelMeta) -> Result<Self, Fail> {
        let key = context.key(model)?;
        let row = context.site.store.get(model, &context.scope, &key).await?;
        let title = title_of(&row.record).into_owned();
        let version = version_text(&row.record);
        Ok(Self { key, row, title, version })
    }

    pub(crate) fn as_form(&self) -> FormOf<'_> {
        FormOf::Edit {
            key: &self.key,
            title: &self.title,
            row: row_view(&self.row),
            version: self.version.as_deref(),
        }
    }
}

/// The empty form. A query such as `?customer=7` fills controls, so that a page can lead here.
pub(crate) async fn add(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let mut texts = Texts::from_record(&Record::with_defaults(model));
    let asked = context.query.iter();
    for (column, text) in
        asked.filter_map(|(name, text)| Some((model.columns().by_name(name)?, text)))
    {
        // An address stands in logs and histories, where nothing that is sealed belongs.
        if column.add && column.sealed.is_none() {
            texts.set(column.index, text);
        }
    }
    render(context, (StatusCode::OK, &Violations::new()), model, None, &texts).await
}

/// Adds the row, or shows the form again.
pub(crate) async fn create(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let sent = Submission::read(model, context.form.iter());
    let then = match sent.intent {
        Intent::Save(then) => then,
        Intent::Pick { column, ref search } => {
            return pick::answer(context, model, None, &sent.texts, (column, search)).await;
        }
        Intent::Again => {
            return render(context, (StatusCode::OK, &Violations::new()), model, None, &sent.texts)
                .await;
        }
    };
    let outcome = match input::new_record(model, &sent.texts) {
        Ok(record) => context.site.store.insert(&context.scope, record).await,
        Err(violations) => Err(StoreError::Invalid(violations)),
    };
    match outcome {
        Ok(record) => Ok(saved(context, &record, then, "added")),
        Err(StoreError::Invalid(violations)) => {
            render(
                context,
                (StatusCode::UNPROCESSABLE_ENTITY, &violations),
                model,
                None,
                &sent.texts,
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form of a row: one statement.
pub(crate) async fn edit(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let existing = Existing::load(context, model).await?;
    let texts = Texts::from_record(&existing.row.record);
    render(context, (StatusCode::OK, &Violations::new()), model, Some(&existing), &texts).await
}

/// Changes the row, or shows the form again, or what somebody else made of it.
pub(crate) async fn update(context: &mut Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let key = context.key(model)?;
    let sent = Submission::read(model, context.form.iter());
    let then = match sent.intent {
        Intent::Save(then) => then,
        Intent::Pick { column, ref search } => {
            let existing = with_version(Existing::load(context, model).await?, &sent);
            return pick::answer(context, model, Some(&existing), &sent.texts, (column, search))
                .await;
        }
        Intent::Again => {
            return again(context, model, &sent, (StatusCode::OK, &Violations::new())).await;
        }
    };
    let outcome = match input::changes(model, &sent.texts) {
        Ok(values) => {
            let version = version_value(model, sent.version.as_deref())?;
            let change = Update { values, version, ..Update::new(model) };
            context.site.store.update(&context.scope, &key, change).await
        }
        Err(violations) => Err(StoreError::Invalid(violations)),
    };
    match outcome {
        Ok(record) => Ok(saved(context, &record, then, "saved")),
        Err(StoreError::Invalid(violations)) => {
            again(context, model, &sent, (StatusCode::UNPROCESSABLE_ENTITY, &violations)).await
        }
        Err(StoreError::Stale { .. }) => conflict(context, model, &sent.texts).await,
        Err(error) => Err(error.into()),
    }
}

/// The form as it was sent. The version stays the one that was read when the form was made.
async fn again(
    context: &mut Context<'_>,
    model: &'static ModelMeta,
    sent: &Submission,
    outcome: (StatusCode, &Violations),
) -> Result<Response, Fail> {
    let existing = with_version(Existing::load(context, model).await?, sent);
    render(context, outcome, model, Some(&existing), &sent.texts).await
}

fn with_version(existing: Existing, sent: &Submission) -> Existing {
    let version = sent.version.clone().filter(|_| existing.version.is_some());
    Existing { version, ..existing }
}

async fn render(
    context: &mut Context<'_>,
    (status, violations): (StatusCode, &Violations),
    model: &'static ModelMeta,
    existing: Option<&Existing>,
    texts: &Texts,
) -> Result<Response, Fail> {
    let labels = labels_of(context, model, texts, existing.map(|existing| &existing.row)).await?;
    answer::page(context, status, |context, pages, frame| {
        let view = FormView {
            model,
            of: existing.map_or(FormOf::Add, Existing::as_form),
            texts,
            labels: &labels,
            violations,
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.form(frame, &view)
    })
}

/// Theirs and yours, side by side; sending it again replaces theirs.
async fn conflict(
    context: &mut Context<'_>,
    model: &'static ModelMeta,
    yours: &Texts,
) -> Result<Response, Fail> {
    let theirs = Existing::load(context, model).await?;
    let labels = labels_of(context, model, yours, Some(&theirs.row)).await?;
    answer::page(context, StatusCode::CONFLICT, |_, pages, frame| {
        let view = ConflictView {
            model,
            key: &theirs.key,
            title: &theirs.title,
            theirs: row_view(&theirs.row),
            yours,
            labels: &labels,
            version: theirs.version.as_deref().unwrap_or_default(),
        };
        pages.conflict(frame, &view)
    })
}

fn saved(context: &mut Context<'_>, record: &Record, then: Then, done: &str) -> Response {
    let model = record.model();
    let key = record.key();
    let to = match then {
        Then::Edit if context.may(model, Verb::Edit) => href::edit(model, &key),
        Then::Add if context.may(model, Verb::Add) => href::add(model),
        _ => after(context, model, Some(&key)),
    };
    let flash = success(format!("{} “{}” was {done}.", model.label, title_of(record)));
    answer::see_other_saying(context, &to, &flash)
}
