//! How do passkeys come in? A script asks for a question here, and a form brings what the device said to it.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::views::sign_in::sentence;
use crate::security::SecurityError;

/// The question for a visitor: any passkey of this site.
pub(crate) async fn invite(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    let asked = security.invite_passkey(context.binding(), &context.client).await;
    answer::keep_visitor(context);
    question(asked)
}

/// The question for the owner of a session: a passkey of theirs.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let session = context.claimed()?;
    question(context.site.security.ask_passkey(session).await)
}

/// The question for a device that is to make a passkey.
pub(crate) async fn begin(context: &mut Context<'_>) -> Result<Response, Fail> {
    let session = context.claimed()?;
    question(context.site.security.begin_passkey(session, context.form.text("name")).await)
}

/// A question as the browser's `parse..OptionsFromJSON()` reads it, or why there is none, in words.
fn question(asked: Result<String, SecurityError>) -> Result<Response, Fail> {
    let told =
        |status, text: String| Ok(answer::json(status, &serde_json::json!({ "message": text })));
    match asked {
        Ok(options) => Ok(Response::builder()
            .status(StatusCode::OK)
            .content_type("application/json")
            .body(options)),
        Err(SecurityError::Invalid(violations)) => {
            told(StatusCode::UNPROCESSABLE_ENTITY, violations.to_string())
        }
        Err(error @ (SecurityError::NoPasskeys | SecurityError::NotFound { .. })) => {
            told(StatusCode::NOT_FOUND, sentence(&error))
        }
        Err(error @ (SecurityError::NotFresh | SecurityError::FactorOff)) => {
            told(StatusCode::FORBIDDEN, sentence(&error))
        }
        Err(error) => Err(error.into()),
    }
}
