//! Who gets a link by e-mail? Whoever asks is answered the same, whether there is such an account or not.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{AddressView, Asks, MessageView};
use crate::admin::views::outcome::success;
use crate::admin::views::sign_in::sentence;
use crate::models::{Violation, Violations};
use crate::security::{Password, SecurityError};

/// The form for a forgotten password; where nothing can be sent, whom to ask.
pub(crate) fn ask_forgotten(context: &mut Context<'_>) -> Result<Response, Fail> {
    if context.site.security.can_send_links() {
        return form(context, StatusCode::OK, Asks::Forgotten, &Violations::new());
    }
    let text = "Ask an administrator of this site for a link. It leads you to a new password, works once and not \
                for long, and ends all of your sessions.";
    message(context, StatusCode::OK, "Forgotten your password?", text)
}

/// Sends a link, or not. The page is the same.
pub(crate) async fn forgotten(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    if !security.can_send_links() {
        return Err(Fail::NotFound);
    }
    let asked = security.forgotten(context.form.text("account"), &context.client).await;
    let text = "If there is an account with that name or address, a link is on its way to the address of the account. \
                It works once and not for long. If none arrives, ask an administrator.";
    answered(context, asked, text)
}

/// The form for an account.
pub(crate) fn ask_register(context: &mut Context<'_>) -> Result<Response, Fail> {
    if !context.site.security.takes_registrations() {
        return Err(Fail::NotFound);
    }
    form(context, StatusCode::OK, Asks::Register, &Violations::new())
}

/// Sends a link, or word that there is an account already. The page is the same.
pub(crate) async fn register(context: &mut Context<'_>) -> Result<Response, Fail> {
    let asked = context.site.security.register(context.form.text("email"), &context.client).await;
    match asked {
        Err(SecurityError::Invalid(violations)) => {
            form(context, StatusCode::UNPROCESSABLE_ENTITY, Asks::Register, &violations)
        }
        Err(SecurityError::NotFound { .. }) => Err(Fail::NotFound),
        asked => {
            let text = "An e-mail is on its way to that address. Follow the link in it to go on.";
            answered(context, asked, text)
        }
    }
}

/// The form for another address of one's own.
pub(crate) async fn ask_change(context: &mut Context<'_>) -> Result<Response, Fail> {
    if context.site.security.owes_proof(context.session()?) {
        return Err(Fail::StepUp);
    }
    change_form(context, StatusCode::OK, &Violations::new()).await
}

/// Sends a link to the new address.
pub(crate) async fn change(context: &mut Context<'_>) -> Result<Response, Fail> {
    let password = Password::new(context.form.text("current").to_owned());
    let session = context.session()?;
    let security = &context.site.security;
    let email = context.form.text("email");
    let violations = match security.ask_email_change(session, password, email).await {
        Ok(()) => {
            let flash = success(
                "A link is on its way to the new address. The address changes once you follow it."
                    .to_owned(),
            );
            return Ok(answer::see_other_saying(context, href::SAFETY, &flash));
        }
        Err(SecurityError::Invalid(violations)) => violations,
        Err(error @ (SecurityError::WrongCredentials | SecurityError::TooManyAttempts { .. })) => {
            let text = match error {
                SecurityError::WrongCredentials => "This is not your password".to_owned(),
                error => sentence(&error).trim_end_matches('.').to_owned(),
            };
            Violations::at("current", Violation::new("wrong", text))
        }
        Err(SecurityError::NotFound { .. }) => return Err(Fail::NotFound),
        Err(error) => return Err(error.into()),
    };
    change_form(context, StatusCode::UNPROCESSABLE_ENTITY, &violations).await
}

async fn change_form(
    context: &mut Context<'_>,
    status: StatusCode,
    violations: &Violations,
) -> Result<Response, Fail> {
    if !context.site.security.can_send_links() {
        let text =
            "Ask an administrator of this site to change it: no e-mail can be sent from here.";
        return message(context, StatusCode::OK, "Change e-mail address", text);
    }
    let user = context.session()?.user().ok_or(Fail::SignIn)?;
    let present = context.site.security.user(user).await?.email.unwrap_or_default();
    let typed = context.form.text("email").to_owned();
    answer::page(context, status, |_, pages, frame| {
        let view = AddressView { asks: Asks::Change, typed: &typed, present: &present, violations };
        pages.address(frame, &view)
    })
}

fn answered(
    context: &mut Context<'_>,
    asked: Result<(), SecurityError>,
    text: &str,
) -> Result<Response, Fail> {
    match asked {
        Ok(()) => message(context, StatusCode::OK, "Check your mail", text),
        Err(error @ SecurityError::TooManyAttempts { retry_after }) => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut response = message(context, status, "Too many attempts", &sentence(&error))?;
            let seconds = HeaderValue::from(retry_after.as_secs().max(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

fn form(
    context: &mut Context<'_>,
    status: StatusCode,
    asks: Asks,
    violations: &Violations,
) -> Result<Response, Fail> {
    answer::keep_visitor(context);
    answer::page(context, status, |context, pages, frame| {
        let typed = context.form.text("email");
        pages.address(frame, &AddressView { asks, typed, present: "", violations })
    })
}

fn message(
    context: &mut Context<'_>,
    status: StatusCode,
    title: &str,
    text: &str,
) -> Result<Response, Fail> {
    answer::page(context, status, |_, pages, frame| {
        let view = MessageView { status: status.as_u16(), title, text, back: href::LOGIN };
        Ok(pages.message(frame, &view))
    })
}
