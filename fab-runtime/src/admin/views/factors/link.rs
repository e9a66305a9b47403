//! What if all factors were lost? A link of an administrator lets somebody who knows the password set up a new one.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{LoginView, ResumeView};
use crate::admin::views::sign_in::enter;
use crate::security::LinkPurpose;

/// Asks for the password, and whoever gave it whether to begin; looking at it does not use the link up.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    security.open_link(&context.client).await?;
    let token = context.params.get("token").to_owned();
    if !security.check_link(&token, LinkPurpose::Enrol).await? {
        return Err(Fail::DeadLink);
    }
    let path = href::enrol(&token);
    if matches!(context.session(), Err(Fail::Enrol)) {
        return answer::page(context, StatusCode::OK, |_, pages, frame| {
            let view = ResumeView { action: &path, proven: true, shown: false, fields: &[] };
            pages.resume(frame, &view)
        });
    }
    answer::keep_visitor(context);
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        pages.login(frame, &LoginView { next: &path, ..LoginView::default() })
    })
}

/// Uses the link up.
pub(crate) async fn redeem(context: &mut Context<'_>) -> Result<Response, Fail> {
    let security = &context.site.security;
    let token = context.params.get("token").to_owned();
    let opened = security.redeem_enrolment(context.claimed()?, &token).await?;
    enter(context, &opened);
    context.session = Some(opened.session);
    Ok(answer::see_other(href::FACTOR_SETUP))
}
