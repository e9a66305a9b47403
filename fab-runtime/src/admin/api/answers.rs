//! What is a program told at each step of a sign-in? The same as a person, in the same states, by the same rules.

use chrono::{DateTime, Utc};
use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::admin::answer::{self, json};
use crate::admin::api::{Api, devices, openapi, passkeys};
use crate::admin::context::Context;
use crate::admin::cookie;
use crate::admin::fail::Fail;
use crate::admin::views::factors::{proof, setup};
use crate::admin::views::sign_in;
use crate::models::{Choice as _, Violation, Violations};
use crate::secret::Secret;
use crate::security::{
    Confirmed, FactorInfo, FactorKind, Opened, Password, Security, SecurityError, SentCode,
};

/// The answer.
pub(crate) async fn answer(context: &mut Context<'_>, api: Api) -> Result<Response, Fail> {
    match api {
        Api::Session => session(context, StatusCode::OK, json!({})).await,
        Api::SignIn => sign_in(context).await,
        Api::Answer | Api::Confirm => {
            let way = context.form.text("way").to_owned();
            // The password is no answer where a second factor is waited for.
            let way = if api == Api::Answer && way == "password" { String::new() } else { way };
            let outcome = proof::check(context, &way).await;
            if let (Api::Answer, Ok(opened)) = (api, &outcome) {
                proof::trust(context, &opened.session).await?;
            }
            changed(context, outcome).await
        }
        Api::SendCode => send(context).await,
        Api::Factors => factors(context).await,
        Api::BeginFactor => begin(context).await,
        Api::ConfirmFactor => confirm(context).await,
        Api::RenameFactor => {
            let (security, id) = (&context.site.security, id(context)?);
            let name = context.form.text("name");
            let outcome = security.rename_factor(context.session()?, id, name).await;
            changed(context, outcome).await
        }
        Api::RemoveFactor => {
            let (security, id) = (&context.site.security, id(context)?);
            let outcome = security.remove_factor(context.session()?, id).await;
            changed(context, outcome).await
        }
        Api::BackupCodes => {
            let codes = context.site.security.new_backup_codes(context.session()?).await?;
            let codes = exposed(&codes);
            session(context, StatusCode::OK, json!({ "backup_codes": codes })).await
        }
        Api::SignOut => sign_out(context).await,
        Api::InvitePasskey => passkeys::invite(context).await,
        Api::SignInByPasskey => passkeys::sign_in(context).await,
        Api::AskPasskey => passkeys::ask(context).await,
        Api::AddPasskey => passkeys::add(context).await,
        Api::Devices => devices::list(context).await,
        Api::Distrust => devices::distrust(context).await,
        Api::DistrustAll => devices::distrust_all(context).await,
        Api::Document => Ok(json(StatusCode::OK, &openapi::document(context.site))),
    }
}

async fn sign_in(context: &mut Context<'_>) -> Result<Response, Fail> {
    let username = context.form.text("username").to_owned();
    let password = Password::new(context.form.text("password").to_owned());
    let device = context.cookie(cookie::DEVICE);
    let security = &context.site.security;
    let opened = security.login_on(&username, password, &context.client, device).await;
    if opened.is_ok() {
        sign_in::end_old_session(context).await?;
    }
    changed(context, opened).await
}

async fn sign_out(context: &mut Context<'_>) -> Result<Response, Fail> {
    sign_in::sign_out(context).await?;
    context.session = None;
    let nonce = Security::nonce().map_err(Fail::inside)?;
    nonce.expose().clone_into(&mut context.visitor);
    session(context, StatusCode::OK, json!({})).await
}

/// The session after a step, or why it was refused.
pub(super) async fn changed(
    context: &mut Context<'_>,
    outcome: Result<Opened, SecurityError>,
) -> Result<Response, Fail> {
    match outcome {
        Ok(opened) => {
            sign_in::enter(context, &opened);
            context.session = Some(opened.session);
            session(context, StatusCode::OK, json!({})).await
        }
        Err(error) => refused(context, error),
    }
}

/// How far somebody is signed in, with the token for the next change, and `more`.
async fn session(
    context: &mut Context<'_>,
    status: StatusCode,
    mut more: Value,
) -> Result<Response, Fail> {
    answer::keep_visitor(context);
    let security = &context.site.security;
    let csrf = security.csrf_token(context.binding()).map_err(Fail::inside)?;
    let (mut ways, mut messages, mut user) = (Vec::new(), Vec::new(), None);
    let (mut grace, mut trust) = (None, None);
    let (mut state, mut must, mut fresh) = ("anonymous", false, false);
    if let Ok(found) = context.claimed() {
        let full = found.is_full();
        state = if full { "full" } else { "half" };
        must = found.must_enrol();
        fresh = security.is_fresh(found);
        user = full.then(|| found.username().to_owned());
        trust = security.offers_trust(found).filter(|_| found.awaits_factor());
        grace = found.grace_until().filter(|_| full);
        let standing = security.mfa_standing(found).await?;
        let password = full && proof::may_type_password(context, &standing).await?;
        let open = proof::ways(&standing, password, security.offers_passkeys());
        ways = open.into_iter().map(|way| way.value).collect();
        let line = |factor: &FactorInfo| {
            json!({
                "factor": factor.id,
                "kind": factor.kind.as_str(),
                "name": factor.name,
                "destination": factor.destination,
                "sendable": security.sends_codes(factor.kind),
            })
        };
        messages = proof::messages(&standing).map(line).collect();
    }
    let document = json!({
        "state": state,
        "user": user,
        "must_enroll": must,
        "fresh": fresh,
        "ways": ways,
        "messages": messages,
        "grace_until": grace.map(time),
        "trust_seconds": trust.map(|life| life.as_secs()),
        "csrf": csrf,
    });
    if let (Some(all), Value::Object(document)) = (more.as_object_mut(), document) {
        all.extend(document);
    }
    Ok(json(status, &more))
}

async fn factors(context: &mut Context<'_>) -> Result<Response, Fail> {
    let standing = context.site.security.mfa_standing(context.claimed()?).await?;
    let offered: Vec<&str> = setup::kinds(context)?.iter().map(|kind| kind.value).collect();
    let line = |factor: &FactorInfo| {
        json!({
            "id": factor.id,
            "kind": factor.kind.as_str(),
            "name": factor.name,
            "destination": factor.destination,
            "created_at": time(factor.created_at),
            "last_used_at": factor.last_used_at.map(time),
            "locked": factor.locked,
            "own_mailbox": factor.own_mailbox,
        })
    };
    let factors: Vec<Value> = standing.factors.iter().map(line).collect();
    let document = json!({
        "factors": factors,
        "backup_codes_left": standing.backup_codes_left,
        "level": standing.level.as_str(),
        "grace_until": standing.grace_until.map(time),
        "offered": offered,
    });
    Ok(json(StatusCode::OK, &document))
}

async fn begin(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    let kind = match context.form.text("kind") {
        "" | "totp" => FactorKind::Totp,
        "passkey" if security.offers_passkeys() => FactorKind::Passkey,
        "sms" if security.sends_codes(FactorKind::Sms) => FactorKind::Sms,
        "email" if security.sends_codes(FactorKind::Email) => FactorKind::Email,
        _ => {
            let text = "This kind of factor is not offered here";
            return Ok(violated(context, "kind", &Violation::new("kind", text)));
        }
    };
    let name = context.form.get("name").unwrap_or(kind.label());
    let (session, to) = (context.claimed()?, context.form.text("destination"));
    let begun = match kind {
        FactorKind::Sms => security.begin_sms(session, name, to).await,
        FactorKind::Email => security.begin_email(session, name, to).await,
        FactorKind::Passkey => return passkeys::begin(context, name).await,
        FactorKind::Totp => {
            return match security.begin_totp(session, name).await {
                Ok(begun) => {
                    let document = json!({
                        "factor": begun.factor,
                        "kind": kind.as_str(),
                        "name": begun.name,
                        "secret": begun.secret.expose(),
                        "uri": begun.uri.expose(),
                        "expires_at": time(begun.expires_at),
                    });
                    Ok(json(StatusCode::CREATED, &document))
                }
                Err(error) => refused(context, error),
            };
        }
    };
    match begun {
        Ok(begun) => {
            let mut document = sent(&begun);
            if let Some(members) = document.as_object_mut() {
                members.insert("kind".to_owned(), kind.as_str().into());
                members.insert("name".to_owned(), name.trim().into());
            }
            Ok(json(StatusCode::CREATED, &document))
        }
        Err(error) => refused(context, error),
    }
}

/// Sends a code to a telephone or an address that is set up, or is being set up.
async fn send(context: &mut Context<'_>) -> Result<Response, Fail> {
    let factor = context.form.text("factor").parse().map_err(|_| Fail::Malformed)?;
    match context.site.security.send_code(context.claimed()?, factor).await {
        Ok(code) => Ok(json(StatusCode::OK, &sent(&code))),
        Err(SecurityError::FactorOff) => {
            let text = "No codes can be sent there at the moment.";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Ok(refusal(context, status, "cannot_send", text, Some("factor")))
        }
        Err(error) => refused(context, error),
    }
}

fn sent(code: &SentCode) -> Value {
    json!({
        "factor": code.factor,
        "destination": code.destination,
        "expires_at": time(code.expires_at),
        "resend_at": time(code.resend_at),
    })
}

async fn confirm(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (security, id) = (&context.site.security, id(context)?);
    let code = context.form.text("code");
    let outcome = security.confirm_factor(context.claimed()?, id, code).await;
    set_up(context, outcome).await
}

/// The session after a factor was set up, with backup codes if it is the first one; or why it was refused.
pub(super) async fn set_up(
    context: &mut Context<'_>,
    outcome: Result<Confirmed, SecurityError>,
) -> Result<Response, Fail> {
    match outcome {
        Ok(confirmed) => {
            sign_in::enter(context, &confirmed.opened);
            context.session = Some(confirmed.opened.session);
            let codes = confirmed.backup_codes.map(|codes| exposed(&codes));
            session(context, StatusCode::OK, json!({ "backup_codes": codes })).await
        }
        Err(error) => refused(context, error),
    }
}

/// A time as RFC 3339 writes it.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn exposed(codes: &[Secret<String>]) -> Vec<String> {
    codes.iter().map(|code| code.expose().clone()).collect()
}

fn id(context: &Context<'_>) -> Result<i64, Fail> {
    context.params.get("id").parse().map_err(|_| Fail::NotFound)
}

/// Why it was refused, for what a program can do something about.
pub(super) fn refused(context: &Context<'_>, error: SecurityError) -> Result<Response, Fail> {
    let text = sign_in::sentence(&error);
    let (status, code, field, wait) = match error {
        SecurityError::Invalid(violations) => return Ok(invalid(context, &violations)),
        SecurityError::WrongCredentials => {
            (StatusCode::UNPROCESSABLE_ENTITY, "wrong_credentials", Some("password"), None)
        }
        SecurityError::WrongCode => {
            (StatusCode::UNPROCESSABLE_ENTITY, "wrong_code", Some("code"), None)
        }
        SecurityError::WrongPasskey => {
            (StatusCode::UNPROCESSABLE_ENTITY, "wrong_code", Some("credential"), None)
        }
        SecurityError::PasskeyOnly => {
            (StatusCode::UNPROCESSABLE_ENTITY, "passkey_only", Some("way"), None)
        }
        SecurityError::FactorLocked => {
            (StatusCode::TOO_MANY_REQUESTS, "factor_locked", Some("code"), None)
        }
        SecurityError::TooManyAttempts { retry_after } => {
            let wait = retry_after.as_secs().max(1);
            (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", None, Some(wait))
        }
        SecurityError::NoPasskeys => (StatusCode::NOT_FOUND, "no_passkeys", None, None),
        SecurityError::LastFactor => (StatusCode::CONFLICT, "last_factor", None, None),
        SecurityError::OneMailbox => {
            (StatusCode::CONFLICT, "one_mailbox", Some("destination"), None)
        }
        SecurityError::EnrolmentExpired => (StatusCode::GONE, "enrollment_expired", None, None),
        error => return Err(error.into()),
    };
    let mut response = refusal(context, status, code, &text, field);
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    Ok(response)
}

fn invalid(context: &Context<'_>, violations: &Violations) -> Response {
    let first = violations.columns().find_map(|(name, wrong)| Some((name, wrong.first()?)));
    match (first, violations.row().first()) {
        (Some((name, violation)), _) => violated(context, name, violation),
        (None, Some(violation)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            refusal(context, status, "invalid", violation.message(), None)
        }
        (None, None) => refusal(context, StatusCode::UNPROCESSABLE_ENTITY, "invalid", "", None),
    }
}

fn violated(context: &Context<'_>, field: &str, violation: &Violation) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refusal(context, status, "invalid", violation.message(), Some(field))
}

fn refusal(
    context: &Context<'_>,
    status: StatusCode,
    code: &'static str,
    message: &str,
    field: Option<&str>,
) -> Response {
    let mut document = json!({
        "code": code,
        "message": message,
        "request_id": context.request_id,
    });
    if let (Some(field), Some(members)) = (field, document.as_object_mut()) {
        members.insert("field".to_owned(), field.into());
    }
    json(status, &document)
}
