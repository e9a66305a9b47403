//! Where does a one-time link lead? To a name and a password, and then straight in.

use chrono::{DateTime, Utc};
use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{ConfirmView, InvitedView, SetupView};
use crate::admin::views::account::typed_twice;
use crate::admin::views::outcome::success;
use crate::admin::views::sign_in;
use crate::models::{ActorId, Violations};
use crate::security::{LinkPurpose, MIN_LENGTH, MfaLevel, NewUser, SecurityError};

/// What the link of the address allows.
async fn purpose(context: &Context<'_>) -> Result<LinkPurpose, Fail> {
    context.site.security.open_link(&context.client).await?;
    let token = context.params.get("token");
    for purpose in [
        LinkPurpose::Setup,
        LinkPurpose::Reset,
        LinkPurpose::Invitation,
        LinkPurpose::Registration,
        LinkPurpose::Email,
    ] {
        if context.site.security.check_link(token, purpose).await? {
            return Ok(purpose);
        }
    }
    Err(Fail::DeadLink)
}

/// The form; looking at it does not use the link up.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    Ok(unnamed(page(context).await?))
}

/// An answer whose address no other site learns from the browser, for it opens something.
fn unnamed(mut response: Response) -> Response {
    let nobody = HeaderValue::from_static("no-referrer");
    response.headers_mut().insert(header::REFERRER_POLICY, nobody);
    response
}

async fn page(context: &mut Context<'_>) -> Result<Response, Fail> {
    let purpose = purpose(context).await?;
    if purpose == LinkPurpose::Email {
        return confirm(context).await;
    }
    form(context, StatusCode::OK, purpose, "", &Violations::new()).await
}

/// Makes the first administrator and lets them in, or gives a user a new password.
pub(crate) async fn finish(context: &mut Context<'_>) -> Result<Response, Fail> {
    let purpose = purpose(context).await?;
    let token = context.params.get("token").to_owned();
    if purpose == LinkPurpose::Email {
        context.site.security.redeem_email(&token, &context.client).await?;
        let flash = success("The address of your account was changed.".to_owned());
        return Ok(answer::see_other_saying(context, href::INDEX, &flash));
    }
    let username = context.form.text("username").to_owned();
    let outcome = match typed_twice(context) {
        Err(violations) => Err(SecurityError::Invalid(violations)),
        Ok(password) if purpose == LinkPurpose::Reset => {
            let security = &context.site.security;
            security.redeem_reset(&token, password, &context.client).await.map(|()| None)
        }
        Ok(password) if purpose == LinkPurpose::Invitation => {
            let security = &context.site.security;
            security.redeem_invitation(&token, password, &context.client).await.map(|()| None)
        }
        Ok(password) if purpose == LinkPurpose::Registration => {
            let security = &context.site.security;
            security.redeem_registration(&token, password, &context.client).await.map(|()| None)
        }
        Ok(password) => {
            let new = NewUser { username: username.clone(), ..NewUser::default() };
            let security = &context.site.security;
            security.redeem_setup(&token, new, password, &context.client).await.map(Some)
        }
    };
    match outcome {
        Ok(Some(opened)) => {
            sign_in::enter(context, &opened);
            context.session = Some(opened.session);
            let flash = success("Welcome. You are the administrator of this site.".to_owned());
            Ok(answer::see_other_saying(context, href::INDEX, &flash))
        }
        Ok(None) => {
            let flash = success("Your password is set. Sign in with it.".to_owned());
            Ok(answer::see_other_saying(context, href::LOGIN, &flash))
        }
        Err(SecurityError::Invalid(violations)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            form(context, status, purpose, &username, &violations).await.map(unnamed)
        }
        Err(error) => Err(error.into()),
    }
}

/// What following the link to a new address leads to: a button, since programs that read mail follow links as well.
async fn confirm(context: &mut Context<'_>) -> Result<Response, Fail> {
    let token = context.params.get("token").to_owned();
    let address = context.site.security.address_of_link(&token).await?;
    answer::keep_visitor(context);
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        pages.confirm_address(frame, &ConfirmView { token: &token, address: &address })
    })
}

/// Who is invited, by whom, and whether a second factor follows.
struct Invited {
    username: String,
    by: Option<String>,
    second_factor: bool,
    until: Option<DateTime<Utc>>,
}

async fn invited(context: &Context<'_>, purpose: LinkPurpose) -> Result<Option<Invited>, Fail> {
    if purpose != LinkPurpose::Invitation {
        return Ok(None);
    }
    let security = &context.site.security;
    let (user, invitation) = security.invited_by_link(context.params.get("token")).await?;
    let level = security.mfa_standing_of(ActorId(user.id)).await?.level;
    Ok(Some(Invited {
        username: user.username,
        until: invitation.as_ref().map(|invitation| invitation.expires_at),
        by: invitation.and_then(|invitation| invitation.invited_by),
        second_factor: level >= MfaLevel::Required,
    }))
}

async fn form(
    context: &mut Context<'_>,
    status: StatusCode,
    purpose: LinkPurpose,
    username: &str,
    violations: &Violations,
) -> Result<Response, Fail> {
    answer::keep_visitor(context);
    let invited = invited(context, purpose).await?;
    answer::page(context, status, |context, pages, frame| {
        let view = SetupView {
            token: context.params.get("token"),
            username: invited.as_ref().map_or(username, |invited| &invited.username),
            invited: invited.as_ref().map(|invited| InvitedView {
                site: frame.app,
                by: invited.by.as_deref(),
                second_factor: invited.second_factor,
                until: invited.until,
            }),
            first: purpose != LinkPurpose::Reset,
            existing: purpose != LinkPurpose::Setup,
            min_length: MIN_LENGTH,
            violations,
        };
        pages.setup(frame, &view)
    })
}
