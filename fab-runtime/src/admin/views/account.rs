//! What may everybody change of their own account? The password, and the colours.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::admin::next::local_path;
use crate::admin::pages::href;
use crate::admin::pages::view::{PasswordView, Theme};
use crate::admin::views::outcome::success;
use crate::admin::views::sign_in;
use crate::models::{Violation, Violations};
use crate::security::{MIN_LENGTH, Password, SecurityError};

/// A year.
const THEME_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Keeps the chosen colours in a cookie, and goes back to where they were chosen.
pub(crate) fn choose_theme(context: &mut Context<'_>) -> Response {
    let theme = Theme::parse(context.form.text("theme"));
    context.set_cookie(cookie::THEME, theme.slug(), Keep::Seconds(THEME_SECONDS));
    let back = local_path(context.form.text("next")).unwrap_or(href::INDEX);
    answer::see_other(back)
}

/// The form for one's own password.
pub(crate) fn ask_password(context: &mut Context<'_>) -> Result<Response, Fail> {
    if context.site.security.owes_proof(context.session()?) {
        return Err(Fail::StepUp);
    }
    form(context, StatusCode::OK, &Violations::new())
}

/// Changes one's own password. Every other session of the account ends; this one gets a new token.
pub(crate) async fn change_password(context: &mut Context<'_>) -> Result<Response, Fail> {
    let current = Password::new(context.form.text("current").to_owned());
    let outcome = match typed_twice(context) {
        Ok(password) => {
            let session = context.session()?;
            context.site.security.change_password(session, current, password).await
        }
        Err(violations) => Err(SecurityError::Invalid(violations)),
    };
    let violations = match outcome {
        Ok(opened) => {
            sign_in::enter(context, &opened);
            context.session = Some(opened.session);
            let flash = success("Your password was changed.".to_owned());
            return Ok(answer::see_other_saying(context, href::SAFETY, &flash));
        }
        Err(SecurityError::Invalid(violations)) => violations,
        Err(error @ (SecurityError::WrongCredentials | SecurityError::TooManyAttempts { .. })) => {
            let message = match error {
                SecurityError::WrongCredentials => "This is not your current password".to_owned(),
                error => sentence_without_stop(&error),
            };
            Violations::at("current", Violation::new("wrong", message))
        }
        Err(error) => return Err(error.into()),
    };
    form(context, StatusCode::UNPROCESSABLE_ENTITY, &violations)
}

fn sentence_without_stop(error: &SecurityError) -> String {
    sign_in::sentence(error).trim_end_matches('.').to_owned()
}

/// The new password, if it was typed the same twice.
pub(crate) fn typed_twice(context: &Context<'_>) -> Result<Password, Violations> {
    let password = context.form.text("password");
    if password != context.form.text("password_again") {
        let violation = Violation::new("differs", "Type the same password in both places");
        return Err(Violations::at("password_again", violation));
    }
    Ok(Password::new(password.to_owned()))
}

fn form(
    context: &mut Context<'_>,
    status: StatusCode,
    violations: &Violations,
) -> Result<Response, Fail> {
    answer::page(context, status, |_, pages, frame| {
        let view = PasswordView {
            of: None,
            action: href::PASSWORD,
            back: href::INDEX,
            min_length: MIN_LENGTH,
            violations,
        };
        pages.password(frame, &view)
    })
}
