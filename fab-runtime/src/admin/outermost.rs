//! What does every answer go through last? Nothing of the inside passes here, whatever happened.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, Request, Response};
use tracing::{Instrument, Span, field};
use uuid::Uuid;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::guard;
use crate::admin::headers;
use crate::admin::pages::href;
use crate::admin::routes::Page;
use crate::admin::site::Parts;
use crate::admin::typed;
use crate::admin::views::{self, outcome};
use crate::models::percent_encode;

const REQUEST_ID: &str = "x-request-id";

/// Answers a request: in time, with the headers of safety, and without a word about the inside.
pub(crate) async fn answer(site: &Parts, request: Request) -> Response {
    let id = request_id(site);
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        route = field::Empty,
        status = field::Empty,
        user = field::Empty,
    );
    answer_with_id(site, request, &id).instrument(span).await
}

async fn answer_with_id(site: &Parts, mut request: Request, id: &str) -> Response {
    let began = site.store.clock().monotonic();
    let mut context = Context::new(site, id, &mut request);
    let body = request.take_body();
    let work = async {
        match answer_page(&mut context, body).await {
            // What was typed waits on the page that asks.
            Err(Fail::StepUp) if !context.method.is_safe() && !context.wants_json() => {
                views::confirm_first(&mut context).await
            }
            outcome => outcome,
        }
    };
    let limit = site.options.limits.request_timeout;
    let outcome = tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await;
    let outcome = match outcome {
        Ok(Ok(outcome)) => {
            if matches!(outcome, Err(Fail::Forbidden)) {
                match context.page {
                    Some(Page::Reveal) => views::reveal::note_denial(&context).await,
                    _ => outcome::note_denial(&context).await,
                }
            }
            note_broken_cells(site).await;
            outcome
        }
        // The panic's message went to the log already; it may name what is inside.
        Ok(Err(_)) => Err(Fail::inside("a page panicked")),
        Err(_) => Err(Fail::TooSlow),
    };
    let mut response = match outcome {
        Ok(response) => response,
        Err(fail) => refuse(&mut context, &fail),
    };
    for cookie in context.take_cookies() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    headers::secure(response.headers_mut(), site.options.is_https());
    if let Ok(id) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    log(&context, response.status(), began);
    response
}

async fn answer_page(context: &mut Context<'_>, body: Body) -> Result<Response, Fail> {
    let page = guard::admit(context, body).await?;
    views::answer(context, page).await
}

/// Writes down which sealed cells did not open. The answer is the same when that fails, and the next one tries again.
async fn note_broken_cells(site: &Parts) {
    let recorded = site.security.record_broken_cells();
    match tokio::time::timeout(site.options.limits.request_timeout, recorded).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::error!(%error, "sealed cells that do not open could not be written down");
        }
        Err(_) => tracing::error!("sealed cells that do not open were not written down in time"),
    }
}

/// Short, in the order of time, and no two the same.
fn request_id(site: &Parts) -> String {
    let now = site.store.clock().now();
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let context = uuid::NoContext;
    Uuid::new_v7(uuid::Timestamp::from_unix(context, seconds, now.timestamp_subsec_nanos()))
        .simple()
        .to_string()
}

fn refuse(context: &mut Context<'_>, fail: &Fail) -> Response {
    if let Some(source) = fail.source() {
        tracing::error!(error = %Chain(source), "the request failed");
    }
    let reads = context.method.is_safe();
    let asks = match fail {
        Fail::SignIn => Some(href::LOGIN),
        Fail::Factor => Some(href::FACTOR),
        Fail::Enrol => Some(href::FACTOR_SETUP),
        Fail::StepUp => Some(href::CONFIRM),
        _ => None,
    };
    if let Some(asks) = asks.filter(|_| reads && !context.wants_json()) {
        let mut target = asks.to_owned();
        if context.path() != href::INDEX {
            target.push_str("?next=");
            percent_encode(context.path(), &mut target);
        }
        return answer::see_other(&target);
    }
    let typed = typed::encode(context);
    if matches!(fail, Fail::SignIn) && !typed.is_empty() && !context.wants_json() {
        let next = context.uri.path().to_owned();
        if let Ok(page) = views::sign_in_again(context, fail.status(), &next, &typed) {
            return page;
        }
    }
    let mut response = if context.wants_json() {
        answer::json_refusal(context, fail)
    } else {
        answer::refusal(context, fail)
    };
    response.set_status(fail.status());
    let mut header = |name, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    };
    match fail {
        Fail::OtherMethod(methods) => {
            let methods: Vec<&str> = methods.iter().map(poem::http::Method::as_str).collect();
            header(header::ALLOW, methods.join(", "));
        }
        Fail::SignIn if context.bearer => header(header::WWW_AUTHENTICATE, "Bearer".to_owned()),
        Fail::TooMany(wait) => header(header::RETRY_AFTER, wait.as_secs().max(1).to_string()),
        Fail::TooSlow | Fail::Unavailable(_) => header(header::RETRY_AFTER, "5".to_owned()),
        // The rest of a body that is refused is not read.
        Fail::TooLarge => header(header::CONNECTION, "close".to_owned()),
        _ => {}
    }
    response
}

/// An error with everything underneath, for the log.
struct Chain<'a>(&'a (dyn std::error::Error + Send + Sync + 'static));

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

fn log(context: &Context<'_>, status: StatusCode, began: Duration) {
    let span = Span::current();
    span.record("route", context.template);
    span.record("status", status.as_u16());
    if let Some(user) = context.session.as_ref().and_then(crate::security::Session::user) {
        span.record("user", user.0);
    }
    let took = context.site.store.clock().monotonic().saturating_sub(began);
    let (method, code) = (context.method.as_str(), status.as_u16());
    context.site.requests.count(method, context.template, code, took);
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if status.is_server_error() {
        tracing::warn!(millis, "answered");
    } else {
        tracing::info!(millis, "answered");
    }
}
