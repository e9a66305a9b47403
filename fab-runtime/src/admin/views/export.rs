//! Which rows are taken away as a file? Those of the list as it is filtered, within the scope of who asks.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::export::{Field, FileFormat, Sealed, Stream, file_name};
use crate::admin::fail::Fail;
use crate::admin::pages::view::{Count, ExportView, May};
use crate::admin::views::reveal;
use crate::models::{Condition, ListState, ModelMeta, Verb, Violation};
use crate::security::{AuditEvent, AuditNote, By, Reveal};

/// The rows that the address asks for.
struct Asked {
    model: &'static ModelMeta,
    state: ListState,
    condition: Condition,
    problems: Vec<(usize, Violation)>,
    count: u64,
    limit: u32,
}

impl Asked {
    async fn read(context: &Context<'_>) -> Result<Self, Fail> {
        let model = context.model()?;
        let state = ListState::parse(model, context.query.iter());
        let (condition, problems) = state.condition(model);
        let limit = context.site.options.limits.export_rows;
        let store = &context.site.store;
        let cap = limit.saturating_add(1);
        let count = store.count(model, &context.scope, &condition, cap).await?;
        Ok(Self { model, state, condition, problems, count, limit })
    }

    /// A filter that is left out would put rows into the file that nobody asked for.
    fn is_possible(&self) -> bool {
        self.problems.is_empty() && self.count <= u64::from(self.limit)
    }
}

/// The choice of a format, and how many rows it would be.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let asked = Asked::read(context).await?;
    page(context, StatusCode::OK, &asked)
}

/// The file, without what is sealed.
pub(crate) async fn download(context: &mut Context<'_>) -> Result<Response, Fail> {
    file(context, Sealed::LeftOut).await
}

/// The file, with what is sealed where the form asks for it. The guard has looked whether they may.
pub(crate) async fn download_sealed(context: &mut Context<'_>) -> Result<Response, Fail> {
    let wanted = context.form.get("sealed").is_some();
    file(context, if wanted { Sealed::Opened } else { Sealed::LeftOut }).await
}

async fn file(context: &mut Context<'_>, sealed: Sealed) -> Result<Response, Fail> {
    let format = FileFormat::parse(context.params.get("format")).ok_or(Fail::NotFound)?;
    let asked = Asked::read(context).await?;
    if !asked.is_possible() {
        return page(context, StatusCode::UNPROCESSABLE_ENTITY, &asked);
    }
    let Asked { model, state, condition, limit, .. } = asked;
    let fields = Field::of(model, sealed);
    let names: Vec<&str> = sealed_names(&fields);
    let shown: Vec<usize> = fields.iter().map(Field::index).collect();
    let store = &context.site.store;
    let walk = store.walk(model, &context.scope, &condition, &state.order, &shown);
    let walk = if sealed == Sealed::Opened { walk.opened() } else { walk };
    let (clock, patience) = (store.clock(), context.site.options.limits.export_timeout);
    let now = clock.now();
    // First, so that no rows leave without a trace.
    let session = context.session()?;
    let note = AuditNote::new(AuditEvent::RowsExported).by(By::Session(session));
    let note = note.rows(model.name).fact("rows", asked.count).fact("format", format.extension());
    let note = if sealed == Sealed::Opened {
        take_one(context, model).await?;
        note.fact("sealed", names)
    } else {
        note
    };
    context.site.security.record(note).await?;
    let stream = Stream {
        format,
        fields,
        walk,
        clock: clock.clone(),
        until: now + patience,
        rows: u64::from(limit),
    };
    let body = stream.into_body().await?;
    let name = file_name(model.slug, now.date_naive(), format);
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let mut response =
        Response::builder().status(StatusCode::OK).content_type(format.content_type()).body(body);
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    tracing::info!(target: "fab::security", model = model.name, rows = asked.count, "rows are exported");
    Ok(response)
}

/// A file with sealed values counts as one reveal.
async fn take_one(context: &Context<'_>, model: &'static ModelMeta) -> Result<(), Fail> {
    reveal::take(context, Reveal { model, key: None, column: None }).await
}

fn sealed_names(fields: &[Field]) -> Vec<&str> {
    fields.iter().filter(|field| field.is_sealed()).map(|field| field.name.as_str()).collect()
}

fn page(context: &mut Context<'_>, status: StatusCode, asked: &Asked) -> Result<Response, Fail> {
    let fields = Field::of(asked.model, Sealed::LeftOut);
    let with_sealed = Field::of(asked.model, Sealed::Opened);
    let may_reveal = context.may(asked.model, Verb::Reveal);
    let sealed = if may_reveal { sealed_names(&with_sealed) } else { Vec::new() };
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let formats = FileFormat::ALL.map(|format| (format.extension(), format.label()));
    let limit = u64::from(asked.limit);
    let count =
        if asked.count > limit { Count::MoreThan(limit) } else { Count::Exact(asked.count) };
    answer::page(context, status, |context, pages, frame| {
        let view = ExportView {
            model: asked.model,
            state: &asked.state,
            count,
            limit: asked.limit,
            fields: &names,
            sealed: &sealed,
            formats: &formats,
            problems: &asked.problems,
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.export(frame, &view)
    })
}
