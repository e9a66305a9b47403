//! Where does a one-time link lead? To a name and a password, and then straight in.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::SetupView;
use crate::admin::views::account::typed_twice;
use crate::admin::views::outcome::success;
use crate::admin::views::sign_in;
use crate::models::Violations;
use crate::security::{LinkPurpose, MIN_LENGTH, NewUser, SecurityError};

/// What the link of the address allows.
async fn purpose(context: &Context<'_>) -> Result<LinkPurpose, Fail> {
    context.site.security.open_link(&context.client).await?;
    let token = context.params.get("token");
    for purpose in [LinkPurpose::Setup, LinkPurpose::Reset] {
        if context.site.security.check_link(token, purpose).await? {
            return Ok(purpose);
        }
    }
    Err(Fail::DeadLink)
}

/// The form; looking at it does not use the link up.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let purpose = purpose(context).await?;
    form(context, StatusCode::OK, purpose, "", &Violations::new())
}

/// Makes the first administrator and lets them in, or gives a user a new password.
pub(crate) async fn finish(context: &mut Context<'_>) -> Result<Response, Fail> {
    let purpose = purpose(context).await?;
    let token = context.params.get("token").to_owned();
    let username = context.form.text("username").to_owned();
    let outcome = match typed_twice(context) {
        Err(violations) => Err(SecurityError::Invalid(violations)),
        Ok(password) if purpose == LinkPurpose::Reset => {
            let security = &context.site.security;
            security.redeem_reset(&token, password, &context.client).await.map(|()| None)
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
            let flash = success("Your password was changed. Sign in with it.".to_owned());
            Ok(answer::see_other_saying(context, href::LOGIN, &flash))
        }
        Err(SecurityError::Invalid(violations)) => {
            form(context, StatusCode::UNPROCESSABLE_ENTITY, purpose, &username, &violations)
        }
        Err(error) => Err(error.into()),
    }
}

fn form(
    context: &mut Context<'_>,
    status: StatusCode,
    purpose: LinkPurpose,
    username: &str,
    violations: &Violations,
) -> Result<Response, Fail> {
    answer::keep_visitor(context);
    answer::page(context, status, |context, pages, frame| {
        let view = SetupView {
            token: context.params.get("token"),
            username,
            existing: purpose == LinkPurpose::Reset,
            min_length: MIN_LENGTH,
            violations,
        };
        pages.setup(frame, &view)
    })
}
