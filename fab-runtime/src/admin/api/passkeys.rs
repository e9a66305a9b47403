//! How does a program bring a passkey? It asks for the options, lets the device answer, and sends what the device said.

use poem::Response;
use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::admin::answer::{self, json};
use crate::admin::api::answers::{changed, refused, set_up};
use crate::admin::api::body::CREDENTIAL;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::views::sign_in::end_old_session;
use crate::models::Choice as _;
use crate::security::{FactorKind, SecurityError};

/// The options of any passkey of this site.
pub(super) async fn invite(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    let asked = security.invite_passkey(context.binding(), &context.client).await;
    answer::keep_visitor(context);
    options(context, asked)
}

/// Signs in by a passkey alone.
pub(super) async fn sign_in(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (security, said) = (&context.site.security, context.form.text(CREDENTIAL));
    let outcome = security.login_by_passkey(context.binding(), said, &context.client).await;
    if outcome.is_ok() {
        end_old_session(context).await?;
    }
    changed(context, outcome).await
}

/// The options of a passkey of the owner of the session.
pub(super) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let asked = context.site.security.ask_passkey(context.claimed()?).await;
    options(context, asked)
}

/// The options of a passkey that is to be made.
pub(super) async fn begin(context: &Context<'_>, name: &str) -> Result<Response, Fail> {
    let asked = context.site.security.begin_passkey(context.claimed()?, name).await;
    let document = |options: Value| json!({ "kind": FactorKind::Passkey.as_str(), "name": name.trim(), "options": options });
    told(context, StatusCode::CREATED, asked, document)
}

/// Adds the passkey that a device made.
pub(super) async fn add(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (security, said) = (&context.site.security, context.form.text(CREDENTIAL));
    let outcome = security.confirm_passkey(context.claimed()?, said).await;
    set_up(context, outcome).await
}

fn options(context: &Context<'_>, asked: Result<String, SecurityError>) -> Result<Response, Fail> {
    told(context, StatusCode::OK, asked, |options| json!({ "options": options }))
}

fn told(
    context: &Context<'_>,
    status: StatusCode,
    asked: Result<String, SecurityError>,
    document: impl FnOnce(Value) -> Value,
) -> Result<Response, Fail> {
    match asked {
        Ok(options) => {
            let options = serde_json::from_str(&options).map_err(Fail::inside)?;
            Ok(json(status, &document(options)))
        }
        Err(error) => refused(context, error),
    }
}
