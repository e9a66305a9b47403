//! How is something done with many rows? After a question that says with how many, and with those rows only.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::action::{Action, ActionError};
use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::view::{ActView, ActionButton, Count, Flash, May};
use crate::admin::pages::{href, lower};
use crate::admin::pairs::Pairs;
use crate::admin::views::outcome::success;
use crate::db::{Dependent, Selection, StoreError, Total};
use crate::models::{Condition, Key, ListState, ModelMeta, Tone, Verb};
use crate::security::witness::OnRecord;
use crate::security::{AuditEvent, AuditNote, By};

/// Rows that are named in the question.
const NAMED: u16 = 10;

/// What they may do with many rows of a model.
pub(crate) fn buttons(context: &Context<'_>, model: &'static ModelMeta) -> Vec<ActionButton> {
    let registry = &context.site.registry;
    registry
        .actions(model)
        .filter(|action| context.allows(&action.permission(model)))
        .map(button)
        .collect()
}

/// The same without what every model has, for the page of one row.
pub(crate) fn own_buttons(context: &Context<'_>, model: &'static ModelMeta) -> Vec<ActionButton> {
    let mut buttons = buttons(context, model);
    buttons.retain(|button| button.name != Verb::Delete.name());
    buttons
}

fn button(action: &Action) -> ActionButton {
    ActionButton {
        name: action.name(),
        label: action.label(),
        icon: action.icon_name(),
        destroys: action.is_destructive(),
    }
}

/// What the form asks for.
struct Asked {
    model: &'static ModelMeta,
    action: Action,
    /// The list that it was asked from.
    state: ListState,
    chosen: Chosen,
    /// Where to go afterwards.
    back: String,
}

enum Chosen {
    /// These rows.
    Keys(Vec<Key>),
    /// Every row that matches the search and the filters of the list.
    Matching(Condition),
}

impl Asked {
    fn read(context: &Context<'_>) -> Result<Self, Fail> {
        let model = context.model()?;
        let action = context.site.registry.action(model, context.params.get("action"));
        let action = action.ok_or(Fail::NotFound)?.clone();
        let query = context.form.text("state").trim_start_matches('?');
        let query = Pairs::parse(query.as_bytes()).map_err(|_| Fail::Malformed)?;
        let state = ListState::parse(model, query.iter());
        let chosen = if context.form.get("all").is_some() {
            let (condition, problems) = state.condition(model);
            // A filter that is left out would mean rows that nobody meant.
            if !problems.is_empty() {
                return Err(Fail::Malformed);
            }
            Chosen::Matching(condition)
        } else {
            let keys = context.form.all("key").map(|segment| Key::parse(model, segment));
            Chosen::Keys(keys.collect::<Option<_>>().ok_or(Fail::Malformed)?)
        };
        let back = back(context, model, &state, &chosen);
        Ok(Self { model, action, state, chosen, back })
    }

    fn selection(&self, context: &Context<'_>) -> Selection {
        let condition = match &self.chosen {
            Chosen::Matching(condition) => condition.clone(),
            Chosen::Keys(keys) => Condition::keys(self.model, keys),
        };
        Selection::new(&context.site.store, self.model, &context.scope, condition)
    }

    /// Ticked rows of which `count` are still there: how many are not.
    fn missing(&self, count: u64) -> u64 {
        match &self.chosen {
            Chosen::Keys(keys) => {
                u64::try_from(keys.len()).unwrap_or(u64::MAX).saturating_sub(count)
            }
            Chosen::Matching(_) => 0,
        }
    }
}

/// The page of the row, when it was asked from there; else the list as it was.
fn back(
    context: &Context<'_>,
    model: &'static ModelMeta,
    state: &ListState,
    chosen: &Chosen,
) -> String {
    match chosen {
        Chosen::Keys(keys)
            if context.form.text("from") == "row" && context.may(model, Verb::Show) =>
        {
            keys.first().map_or_else(|| href::list(model), |key| href::show(model, key))
        }
        _ if context.may(model, Verb::List) => href::list_at(model, state),
        _ => href::INDEX.to_owned(),
    }
}

/// Asks, or does it.
pub(crate) async fn answer(context: &mut Context<'_>) -> Result<Response, Fail> {
    let asked = Asked::read(context)?;
    if matches!(&asked.chosen, Chosen::Keys(keys) if keys.is_empty()) {
        let text = format!("Tick the {} first, or choose all.", lower(asked.model.plural));
        return Ok(say(context, &asked, Tone::Warning, text));
    }
    let selection = asked.selection(context);
    let count = selection.count().await?;
    if count == 0 {
        let text = "None of these rows is there any more.".to_owned();
        return Ok(say(context, &asked, Tone::Warning, text));
    }
    let is_confirmed = context.form.get("confirmed").is_some();
    let too_many = count > u64::from(Selection::MOST);
    if (asked.action.asks() && !is_confirmed) || too_many {
        let status = if is_confirmed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return question(context, status, &asked, count, None).await;
    }
    let expected = if asked.action.asks() {
        context.form.text("count").parse().map_err(|_| Fail::Malformed)?
    } else {
        count
    };
    if expected != count {
        let refused = other_rows();
        return question(context, StatusCode::CONFLICT, &asked, count, Some(&refused)).await;
    }
    let note = AuditNote::new(AuditEvent::ActionRun).by(By::Session(context.session()?));
    let note = note.rows(asked.model.name).fact("action", asked.action.name());
    let on_record = OnRecord::new(&context.site.security, note);
    let selection = selection.expecting(expected).witnessed(on_record.clone());
    match asked.action.run(selection).await {
        Ok(done) => {
            on_record.settle(count).await?;
            tracing::info!(
                target: "fab::security",
                model = asked.model.name,
                action = asked.action.name(),
                rows = count,
                "an action was done"
            );
            let text = done.sentence(&asked.action, asked.model);
            let flash = success(text);
            Ok(answer::see_other_saying(context, &asked.back, &flash))
        }
        Err(error) => {
            // What it did by other ways than its selection is not known here, so that it was tried is on record.
            on_record.fail().await?;
            let (status, text) = reason(context, error)?;
            let count = asked.selection(context).count().await?;
            question(context, status, &asked, count, Some(&text)).await
        }
    }
}

fn say(context: &mut Context<'_>, asked: &Asked, tone: Tone, text: String) -> Response {
    answer::see_other_saying(context, &asked.back, &Flash { tone, text })
}

fn other_rows() -> String {
    "Meanwhile these are other rows than before. Look at them again.".to_owned()
}

/// Status and sentence for what a person can do something about; the rest is a fault.
fn reason(context: &Context<'_>, error: ActionError) -> Result<(StatusCode, String), Fail> {
    match error {
        ActionError::Refused(text) => Ok((StatusCode::UNPROCESSABLE_ENTITY, text)),
        ActionError::Failed(error) => Err(error.into()),
        ActionError::Store(StoreError::OtherRows { .. }) => {
            Ok((StatusCode::CONFLICT, other_rows()))
        }
        ActionError::Store(StoreError::OneOfMany { title, source }) => {
            let (status, why) = in_the_way(context, *source)?;
            Ok((status, format!("Nothing was changed, because of “{title}”: {why}.")))
        }
        ActionError::Store(error) => {
            let (status, why) = in_the_way(context, error)?;
            Ok((status, format!("Nothing was changed: {why}.")))
        }
    }
}

fn in_the_way(context: &Context<'_>, error: StoreError) -> Result<(StatusCode, String), Fail> {
    Ok(match error {
        StoreError::Blocked(found) => (StatusCode::CONFLICT, referring(context, &found)),
        StoreError::Invalid(violations) => {
            (StatusCode::UNPROCESSABLE_ENTITY, violations.to_string())
        }
        StoreError::TooManyRows { most } => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("these are more than {most} rows"))
        }
        StoreError::NotFound => (StatusCode::CONFLICT, "the row is not there any more".to_owned()),
        StoreError::Stale { .. } => {
            (StatusCode::CONFLICT, "somebody else changed the row meanwhile".to_owned())
        }
        error => return Err(error.into()),
    })
}

/// Which rows refer to a row, as far as they may be named.
fn referring(context: &Context<'_>, found: &[Dependent]) -> String {
    let named = found.iter().filter(|dependent| context.may(dependent.model, Verb::List));
    let counted: Vec<String> = named
        .map(|dependent| match dependent.count {
            Total::Exact(1) => format!("1 {}", lower(dependent.model.label)),
            Total::Exact(count) => format!("{count} {}", lower(dependent.model.plural)),
            Total::MoreThan(count) => format!("{count}+ {}", lower(dependent.model.plural)),
        })
        .collect();
    if counted.is_empty() {
        "rows that you may not see refer to it".to_owned()
    } else {
        format!("{} refer to it", counted.join(" and "))
    }
}

async fn question(
    context: &mut Context<'_>,
    status: StatusCode,
    asked: &Asked,
    count: u64,
    error: Option<&str>,
) -> Result<Response, Fail> {
    let rows = asked.selection(context).titles(&asked.state.order, NAMED).await?;
    let (state, exact) = (asked.state.query_string(), count.to_string());
    let mut fields = vec![("confirmed", "yes"), ("count", exact.as_str()), ("state", &state)];
    let segments: Vec<String> = match &asked.chosen {
        Chosen::Keys(keys) => keys.iter().map(Key::to_segment).collect(),
        Chosen::Matching(_) => {
            fields.push(("all", "yes"));
            Vec::new()
        }
    };
    fields.extend(segments.iter().map(|segment| ("key", segment.as_str())));
    let from = context.form.text("from").to_owned();
    if !from.is_empty() {
        fields.push(("from", &from));
    }
    let most = u64::from(Selection::MOST);
    answer::page(context, status, |context, pages, frame| {
        let view = ActView {
            model: asked.model,
            action: button(&asked.action),
            question: asked.action.question_text(),
            count: if count > most { Count::MoreThan(most) } else { Count::Exact(count) },
            missing: asked.missing(count),
            fields: &fields,
            sample: &rows,
            back: &asked.back,
            error,
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.act(frame, &view)
    })
}
