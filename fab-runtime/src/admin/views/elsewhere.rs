//! How does somebody get in by a provider? Out with a button, back with a code, and in with a session.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::admin::next::local_path;
use crate::admin::pages::href;
use crate::admin::pages::view::LeaveView;
use crate::admin::pairs::Pairs;
use crate::admin::views::sign_in::{end_old_session, enter, refused, sentence};
use crate::security::{Back, ElsewhereError, SecurityError};

/// How long the browser keeps its half of a sign-in: as long as the other half is kept.
const AWAY: Keep = Keep::Seconds(600);

/// Leads on to the provider. Not by a redirection: browsers hold those of a form to the addresses that forms may be
/// sent to, and a provider leads on to whatever pages it has.
pub(crate) async fn depart(context: &mut Context<'_>) -> Result<Response, Fail> {
    let next = local_path(context.form.text("next")).unwrap_or(href::INDEX).to_owned();
    if context.session().is_ok() {
        return Ok(answer::see_other(&next));
    }
    let name = context.params.get("provider").to_owned();
    let redirect = redirect(context, &name)?;
    let security = &context.site.security;
    let departed = match security.depart(&name, &redirect, &next, &context.client).await {
        Ok(departed) => departed,
        Err(SecurityError::Elsewhere(error)) => return say(context, error, &next),
        Err(error) => return Err(error.into()),
    };
    let providers = security.providers().iter();
    let label = providers.filter(|one| one.name == name).map(|one| one.label.clone()).next();
    context.set_cookie(cookie::AWAY, departed.browser.expose(), AWAY);
    let (label, url) = (label.unwrap_or_default(), departed.url);
    let mut response = answer::page(context, StatusCode::OK, |_, pages, frame| {
        pages.leave(frame, &LeaveView { label: &label, url: &url })
    })?;
    let refresh = HeaderValue::from_str(&format!("0; url={url}")).map_err(Fail::inside)?;
    response.headers_mut().insert(header::REFRESH, refresh);
    response.headers_mut().insert(header::REFERRER_POLICY, NO_REFERRER);
    Ok(response)
}

const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

/// Opens the session of who comes back.
pub(crate) async fn arrive(context: &mut Context<'_>) -> Result<Response, Fail> {
    let name = context.params.get("provider").to_owned();
    let redirect = redirect(context, &name)?;
    let browser = context.cookie(cookie::AWAY).unwrap_or_default().to_owned();
    let device = context.cookie(cookie::DEVICE).map(str::to_owned);
    context.set_cookie(cookie::AWAY, "", Keep::Gone);
    let (state, code) = (once(&context.query, "state"), once(&context.query, "code"));
    let failed = context.query.get("error").is_some();
    let known = context.site.security.providers().iter().any(|one| one.name == name);
    if known && failed && state.is_none() {
        // Some providers bring nothing else back from somebody who declines.
        return say(context, ElsewhereError::Declined, href::INDEX);
    }
    let back = Back {
        state: state.unwrap_or_default(),
        browser: &browser,
        code: code.filter(|code| !failed && !code.is_empty()),
        redirect: &redirect,
        device: device.as_deref(),
    };
    match context.site.security.arrive(&name, back, &context.client).await {
        Ok(arrived) => {
            end_old_session(context).await?;
            enter(context, &arrived.opened);
            let next = local_path(&arrived.next).unwrap_or(href::INDEX);
            Ok(answer::see_other(next))
        }
        Err(SecurityError::Elsewhere(error)) => say(context, error, href::INDEX),
        Err(error) => Err(error.into()),
    }
}

/// The only value of that name; two of them were put together by somebody.
fn once<'q>(query: &'q Pairs, name: &str) -> Option<&'q str> {
    let mut found = query.iter().filter(|(found, _)| *found == name).map(|(_, value)| value);
    found.next().filter(|_| found.next().is_none())
}

/// Where providers send people back to: below the base URL, or in development below whatever the browser calls us.
fn redirect(context: &Context<'_>, provider: &str) -> Result<String, Fail> {
    let path = href::back_from(provider);
    if let Some(base) = &context.site.options.base_url {
        return Ok(format!("{base}{path}"));
    }
    let host = context.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.map(|host| format!("http://{host}{path}")).ok_or(Fail::Malformed)
}

fn say(context: &mut Context<'_>, error: ElsewhereError, next: &str) -> Result<Response, Fail> {
    let status = match error {
        ElsewhereError::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    refused(context, status, &sentence(&error.into()), next)
}
