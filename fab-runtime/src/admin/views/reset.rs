//! How does an administrator let somebody choose a new password? By a link that works once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use poem::Response;
use poem::http::{StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::origin::BaseUrl;
use crate::admin::pages::href;
use crate::admin::pages::view::ResetLinkView;
use crate::admin::views::people::user;
use crate::models::{ActorId, Key, Model as _};
use crate::security::{By, HandOver, User};

/// The question.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    if context.site.security.awaits_password(id).await? {
        return Ok(answer::see_other(&href::user_invitation(&key)));
    }
    page(context, id, (&key, &user), None).await
}

/// Makes the link. It is sent to the user, or shown on this very page; it stands in no cookie, no address and no log.
pub(crate) async fn make(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    if context.site.security.awaits_password(id).await? {
        return Ok(answer::see_other(&href::user_invitation(&key)));
    }
    let hand_over = match context.form.text("do") {
        "send" => HandOver::Send,
        _ => HandOver::Show,
    };
    let security = &context.site.security;
    let made = security.make_link(id, hand_over, By::Session(context.session()?)).await?;
    let link =
        made.token.map(|token| format!("{}{}", site_url(context), href::setup(token.expose())));
    let until = in_utc(made.expires_at);
    page(context, id, (&key, &user), Some((link.as_deref(), &until))).await
}

pub(crate) fn in_utc(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// Where people reach the site; where nobody said, as this request did.
pub(crate) fn site_url(context: &Context<'_>) -> String {
    if let Some(base) = &context.site.options.base_url {
        return base.to_string();
    }
    let host = context.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let url = host.and_then(|host| format!("http://{host}").parse::<BaseUrl>().ok());
    url.map(|url| url.to_string()).unwrap_or_default()
}

async fn page(
    context: &mut Context<'_>,
    id: ActorId,
    (key, user): (&Key, &User),
    made: Option<(Option<&str>, &str)>,
) -> Result<Response, Fail> {
    let security = &context.site.security;
    let life = in_words(security.link_life(id).await?);
    let address = user.email.as_deref().filter(|_| security.can_send_links());
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        let view = ResetLinkView {
            user: &user.username,
            back: &href::show(User::meta(), key),
            action: &href::user_reset_link(key),
            life: &life,
            address,
            made,
        };
        pages.reset_link(frame, &view)
    })
}

/// A time for people: "1 hour", "90 minutes".
pub(crate) fn in_words(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    match minutes {
        1 => "1 minute".to_owned(),
        60 => "1 hour".to_owned(),
        minutes if minutes.is_multiple_of(24 * 60) => {
            let days = minutes / (24 * 60);
            if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
        }
        minutes if minutes.is_multiple_of(60) => format!("{} hours", minutes / 60),
        minutes => format!("{minutes} minutes"),
    }
}
