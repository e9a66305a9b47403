//! How does an administrator let somebody choose a new password? By a link that works once.

use std::time::Duration;

use poem::Response;
use poem::http::{StatusCode, header};

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::origin::BaseUrl;
use crate::admin::pages::href;
use crate::admin::pages::view::ResetLinkView;
use crate::admin::views::people::user;
use crate::models::{Key, Model as _};
use crate::security::{By, User};

/// The question.
pub(crate) async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (_, key, user) = user(context).await?;
    page(context, &key, &user, None)
}

/// Makes the link. It is shown on this very page, and stands in no cookie, no address and no log.
pub(crate) async fn make(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    let security = &context.site.security;
    let until = security.store().clock().now() + security.reset_link_life();
    let token = security.reset_link(id, By::Session(context.session()?)).await?;
    let link = format!("{}{}", site_url(context), href::setup(token.expose()));
    let until = until.format("%Y-%m-%d %H:%M UTC").to_string();
    page(context, &key, &user, Some((&link, &until)))
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

fn page(
    context: &mut Context<'_>,
    key: &Key,
    user: &User,
    made: Option<(&str, &str)>,
) -> Result<Response, Fail> {
    let life = in_words(context.site.security.reset_link_life());
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        let view = ResetLinkView {
            user: &user.username,
            back: &href::show(User::meta(), key),
            action: &href::user_reset_link(key),
            life: &life,
            made,
        };
        pages.reset_link(frame, &view)
    })
}

/// A time for people: "1 hour", "90 minutes".
fn in_words(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    match minutes {
        1 => "1 minute".to_owned(),
        60 => "1 hour".to_owned(),
        minutes if minutes.is_multiple_of(60) => format!("{} hours", minutes / 60),
        minutes => format!("{minutes} minutes"),
    }
}
