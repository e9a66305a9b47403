//! How does somebody get in, and out again? With one answer for every wrong name or password.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::admin::next::local_path;
use crate::admin::pages::href;
use crate::admin::pages::view::{LoginView, ResumeView};
use crate::admin::pairs::Pairs;
use crate::admin::typed;
use crate::admin::views::factors;
use crate::security::{Opened, Password, SecurityError};

/// The form; somebody who is in already goes on.
pub(crate) fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let next = next(context.query.text("next"));
    if context.session().is_ok() {
        return Ok(answer::see_other(&next));
    }
    form(context, StatusCode::OK, &LoginView { next: &next, ..LoginView::default() })
}

/// The form for someone whose session ended while they typed something, which is carried along.
pub(crate) fn again(
    context: &mut Context<'_>,
    status: StatusCode,
    next: &str,
    typed: &str,
) -> Result<Response, Fail> {
    let text = "Your session has ended. Sign in again; what you typed is kept.";
    form(context, status, &LoginView { error: Some(text), next, typed, ..LoginView::default() })
}

/// Opens a session. Whatever the browser sent as its session is over: the new one has a new token.
pub(crate) async fn sign_in(context: &mut Context<'_>) -> Result<Response, Fail> {
    let username = context.form.text("username").to_owned();
    let next = next(context.form.text("next"));
    let typed = context.form.text("typed").to_owned();
    let view =
        LoginView { username: &username, next: &next, typed: &typed, ..LoginView::default() };
    let password = Password::new(context.form.text("password").to_owned());
    let device = context.cookie(cookie::DEVICE);
    let security = &context.site.security;
    let outcome = security.login_on(&username, password, &context.client, device).await;
    arrive(context, outcome, &view).await
}

/// The same, by a passkey: without a name and without a password.
pub(crate) async fn by_passkey(context: &mut Context<'_>) -> Result<Response, Fail> {
    let next = next(context.form.text("next"));
    let typed = context.form.text("typed").to_owned();
    let view = LoginView { next: &next, typed: &typed, ..LoginView::default() };
    let (security, said) = (&context.site.security, context.form.text("credential"));
    let outcome = security.login_by_passkey(context.binding(), said, &context.client).await;
    arrive(context, outcome, &view).await
}

async fn arrive(
    context: &mut Context<'_>,
    outcome: Result<Opened, SecurityError>,
    view: &LoginView<'_>,
) -> Result<Response, Fail> {
    match outcome {
        Ok(opened) => {
            end_old_session(context).await?;
            come_in(context, opened, view.next, view.typed, false).await
        }
        Err(SecurityError::NoPasskeys) => Err(Fail::NotFound),
        Err(error @ (SecurityError::WrongCredentials | SecurityError::WrongPasskey)) => {
            let text = sentence(&error);
            form(
                context,
                StatusCode::UNPROCESSABLE_ENTITY,
                &LoginView { error: Some(&text), ..view.clone() },
            )
        }
        Err(error @ SecurityError::TooManyAttempts { retry_after }) => {
            let (status, text) = (StatusCode::TOO_MANY_REQUESTS, sentence(&error));
            let mut response =
                form(context, status, &LoginView { error: Some(&text), ..view.clone() })?;
            let seconds = HeaderValue::from(retry_after.as_secs().max(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends the session in the database and in the browser.
pub(crate) async fn sign_out(context: &mut Context<'_>) -> Result<Response, Fail> {
    if let Some(session) = &context.session {
        context.site.security.sign_out(session).await?;
    }
    leave(context);
    Ok(answer::see_other(href::LOGIN))
}

pub(crate) async fn end_old_session(context: &Context<'_>) -> Result<(), Fail> {
    if let Some(session) = &context.session {
        context.site.security.close(session).await?;
    }
    Ok(())
}

/// Gives the browser its session.
pub(crate) fn enter(context: &mut Context<'_>, opened: &Opened) {
    context.set_cookie(cookie::SESSION, opened.token.expose(), Keep::Session);
    context.set_cookie(cookie::VISITOR, "", Keep::Gone);
}

fn leave(context: &mut Context<'_>) {
    context.set_cookie(cookie::SESSION, "", Keep::Gone);
}

pub(crate) fn next(asked: &str) -> String {
    local_path(asked).unwrap_or(href::INDEX).to_owned()
}

/// What people may read of a refusal, as a sentence.
pub(crate) fn sentence(error: &SecurityError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first: String =
        letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Goes on with a session that has just become what it is: to `next`, or back to the form with what was typed there;
/// while something is missing for a full session, to that first. `proven`: somebody showed once more who it is.
pub(crate) async fn come_in(
    context: &mut Context<'_>,
    opened: Opened,
    next: &str,
    typed: &str,
    proven: bool,
) -> Result<Response, Fail> {
    enter(context, &opened);
    context.session = Some(opened.session);
    match context.session().map(drop) {
        // A link that lets somebody set up a factor anew goes before the factor.
        Err(Fail::Enrol) if next.starts_with(href::FACTOR_ENROL) => Ok(answer::see_other(next)),
        Err(Fail::Enrol) => Ok(answer::see_other(href::FACTOR_SETUP)),
        Err(Fail::Factor) if !typed.is_empty() => {
            factors::proof::ask_keeping(context, next, typed).await
        }
        Err(Fail::Factor) => Ok(answer::see_other(&href::with_next(href::FACTOR, next))),
        Err(fail) => Err(fail),
        Ok(()) => match typed::decode(typed, next) {
            Some(fields) => resume(context, next, &fields, proven),
            None => Ok(answer::see_other(next)),
        },
    }
}

/// Back to the form with what was typed.
fn resume(
    context: &mut Context<'_>,
    path: &str,
    fields: &Pairs,
    proven: bool,
) -> Result<Response, Fail> {
    let fields: Vec<(&str, &str)> = fields.iter().collect();
    let shown = typed::is_shown_again(path);
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        pages.resume(frame, &ResumeView { action: path, proven, shown, fields: &fields })
    })
}

/// The form for someone who comes back from elsewhere and is not let in.
pub(crate) fn refused(
    context: &mut Context<'_>,
    status: StatusCode,
    text: &str,
    next: &str,
) -> Result<Response, Fail> {
    form(context, status, &LoginView { error: Some(text), next, ..LoginView::default() })
}

fn form(
    context: &mut Context<'_>,
    status: StatusCode,
    view: &LoginView<'_>,
) -> Result<Response, Fail> {
    answer::keep_visitor(context);
    let providers: Vec<(&str, &str)> = context
        .site
        .security
        .providers()
        .iter()
        .map(|provider| (provider.name.as_str(), provider.label.as_str()))
        .collect();
    let next = if view.next == href::INDEX { "" } else { view.next };
    let passkey = context.site.security.offers_passkeys();
    let registers = context.site.security.takes_registrations();
    answer::page(context, status, |_, pages, frame| {
        let view = LoginView { next, passkey, registers, providers: &providers, ..view.clone() };
        pages.login(frame, &view)
    })
}
