//! Which rows are taken away as a file? Those of the list as it is filtered, within the scope of who asks.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::export::{Field, FileFormat, Stream, file_name};
use crate::admin::fail::Fail;
use crate::admin::pages::view::{Count, ExportView, May};
use crate::models::{Condition, ListState, ModelMeta, Violation};
use crate::security::{AuditEvent, AuditNote, By};

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

/// The file.
pub(crate) async fn download(context: &mut Context<'_>) -> Result<Response, Fail> {
    let format = FileFormat::parse(context.params.get("format")).ok_or(Fail::NotFound)?;
    let asked = Asked::read(context).await?;
    if !asked.is_possible() {
        return page(context, StatusCode::UNPROCESSABLE_ENTITY, &asked);
    }
    let Asked { model, state, condition, limit, .. } = asked;
    let fields = Field::of(model);
    let shown: Vec<usize> = fields.iter().map(Field::index).collect();
    let store = &context.site.store;
    let walk = store.walk(model, &context.scope, &condition, &state.order, &shown);
    let (clock, patience) = (store.clock(), context.site.options.limits.export_timeout);
    let now = clock.now();
    let stream = Stream {
        format,
        fields,
        walk,
        clock: clock.clone(),
        until: now + patience,
        rows: u64::from(limit),
    };
    // First, so that no rows leave without a trace.
    let note = AuditNote::new(AuditEvent::RowsExported).by(By::Session(context.session()?));
    let note = note.rows(model.name).fact("rows", asked.count).fact("format", format.extension());
    context.site.security.record(note).await?;
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

fn page(context: &mut Context<'_>, status: StatusCode, asked: &Asked) -> Result<Response, Fail> {
    let fields = Field::of(asked.model);
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
            formats: &formats,
            problems: &asked.problems,
            may: May(&|model, verb| context.may(model, verb)),
        };
        pages.export(frame, &view)
    })
}
