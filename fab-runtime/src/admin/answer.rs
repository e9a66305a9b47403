//! How is an answer written? Pages in their frame, redirects, JSON and refusals.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::admin::flash;
use crate::admin::menu;
use crate::admin::pages::Pages;
use crate::admin::pages::view::{Flash, Frame, MessageView};
use crate::error::Result as AppResult;
use crate::security::Session;
use crate::widgets::Html;

/// A page inside its frame.
pub(crate) fn page(
    context: &mut Context<'_>,
    status: StatusCode,
    render: impl FnOnce(&Context<'_>, &Pages, &Frame<'_>) -> AppResult<Html>,
) -> Result<Response, Fail> {
    let flashes = flash::take(context);
    let html = framed(context, &flashes, render)?;
    Ok(html_response(status, html))
}

fn framed(
    context: &Context<'_>,
    flashes: &[Flash],
    render: impl FnOnce(&Context<'_>, &Pages, &Frame<'_>) -> AppResult<Html>,
) -> Result<Html, Fail> {
    let site = context.site;
    let menu = menu::of(context);
    let csrf = site.security.csrf_token(context.binding()).map_err(Fail::inside)?;
    let frame = Frame {
        app: &site.name,
        user: context.session().ok().map(Session::username),
        menu: &menu,
        flashes,
        csrf: &csrf,
        grace_until: context.session().ok().and_then(Session::grace_until),
        theme: context.theme(),
        request_id: context.request_id,
        environment: site.options.environment.as_deref(),
        path: context.path(),
    };
    Ok(render(context, &site.pages, &frame)?)
}

fn html_response(status: StatusCode, html: Html) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .body(html.into_string())
}

/// The page of a refusal.
pub(crate) fn refusal(context: &Context<'_>, fail: &Fail) -> Response {
    let status = fail.status();
    let (title, text) = fail.words();
    let view = MessageView::of(status.as_u16()).saying(title, text);
    match framed(context, &[], |_, pages, frame| Ok(pages.message(frame, &view))) {
        Ok(html) => html_response(status, html),
        Err(_) => Response::builder()
            .status(status)
            .content_type("text/plain")
            .body(status.as_str().to_owned()),
    }
}

/// The refusal for a program.
pub(crate) fn json_refusal(context: &Context<'_>, fail: &Fail) -> Response {
    let message = fail.words().1;
    let reason = fail.status().canonical_reason().unwrap_or_default();
    let message = if message.is_empty() { reason } else { message };
    let document = serde_json::json!({
        "code": fail.code(),
        "message": message,
        "request_id": context.request_id,
    });
    json(fail.status(), &document)
}

/// A JSON document.
pub(crate) fn json(status: StatusCode, document: &serde_json::Value) -> Response {
    Response::builder().status(status).content_type("application/json").body(document.to_string())
}

/// A few words for a program that looks whether the site is well.
pub(crate) fn plain(status: StatusCode, text: &'static str) -> Response {
    Response::builder().status(status).content_type("text/plain; charset=utf-8").body(text)
}

/// Leads on to `path`, which is one of ours and needs no escaping.
pub(crate) fn see_other(path: &str) -> Response {
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    let path = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, path);
    response
}

/// Leads on to `path`, where `flash` is shown.
pub(crate) fn see_other_saying(context: &mut Context<'_>, path: &str, flash: &Flash) -> Response {
    flash::put(context, flash);
    see_other(path)
}

/// Makes sure that the browser of someone without a session keeps what its forms are bound to.
pub(crate) fn keep_visitor(context: &mut Context<'_>) {
    if context.session.is_none() {
        let visitor = context.visitor.clone();
        context.set_cookie(cookie::VISITOR, &visitor, Keep::Session);
    }
}
