//! What was typed into a form whose session had ended? It comes back after signing in, and is kept nowhere meanwhile.
//!
//! It travels through the page that asks to sign in, as a field of its form, and from there into the form it was typed
//! into, which is shown and not sent: nothing is written that nobody looked at.

use poem::Body;
use poem::http::Method;

use crate::admin::body::read_form;
use crate::admin::context::Context;
use crate::admin::origin::comes_from_us;
use crate::admin::pairs::Pairs;
use crate::admin::routes::{self, Found, Inviting, Page, Route};
use crate::models::percent_encode;
use crate::widgets::RETYPE;

/// Whether what was posted there waits while somebody shows once more who it is; forms with passwords or codes are not
/// among them.
const fn waits(page: Page) -> bool {
    is_kept(page)
        || matches!(
            page,
            Page::Delete
                | Page::Act
                | Page::Reveal
                | Page::ExportSealed
                | Page::BeginFactor
                | Page::ChangeSafety
                | Page::ResetFactors
                | Page::ControlServices
                | Page::SetUserRoles
                | Page::MakeResetLink
                | Page::SetGrants
                | Page::Invitations(Inviting::Invite | Inviting::Change)
        )
}

/// Names a form that waited for a proof, so that one without any control is told from none.
const PROVEN: &str = "_proven";

/// What was posted, for the page that asks for a proof; empty where it cannot wait.
pub(crate) fn encode_waiting(context: &Context<'_>) -> String {
    if !context.page.is_some_and(waits) {
        return String::new();
    }
    let rest = encode(context);
    if rest.is_empty() { format!("{PROVEN}=yes") } else { format!("{PROVEN}=yes&{rest}") }
}

/// Encoded twice it has to fit into the form of the page that asks to sign in.
const GROWTH: usize = 4;

/// Whether the form of that page is worth keeping; forms with passwords are not among them.
const fn is_kept(page: Page) -> bool {
    matches!(page, Page::Create | Page::Update)
}

/// Reads what was posted to a form of rows by someone whose session has ended. It is only ever shown again, so it needs
/// no token; what comes from another site, or is too long to be carried, is left.
pub(crate) async fn keep(context: &mut Context<'_>, route: Option<&Route>, body: Body) {
    if !route.is_some_and(|route| is_kept(route.page)) {
        return;
    }
    let options = &context.site.options;
    if !comes_from_us(&context.headers, options.base_url.as_ref()) {
        return;
    }
    let limit = options.limits.small_form_bytes / GROWTH;
    if let Ok(form) = read_form(&context.headers, body, limit).await {
        context.form = form;
    }
}

/// The posted form as one text, without the token, and of sealed columns only that something was typed: no page holds
/// what is sealed.
pub(crate) fn encode(context: &Context<'_>) -> String {
    let model = context.site.registry.by_slug(context.params.get("slug"));
    let is_sealed = |name: &str| {
        let column = model.and_then(|model| model.columns().by_name(name));
        column.is_some_and(|column| column.sealed.is_some())
    };
    let mut out = String::new();
    for (name, value) in context.form.iter().filter(|(name, _)| !matches!(*name, "_csrf" | PROVEN))
    {
        let (name, value) = match is_sealed(name) {
            true if value.is_empty() => continue,
            true => (RETYPE, name),
            false => (name, value),
        };
        if !out.is_empty() {
            out.push('&');
        }
        percent_encode(name, &mut out);
        out.push('=');
        percent_encode(value, &mut out);
    }
    out
}

/// Whether the form at `path` is shown once more before it is sent.
pub(crate) fn is_shown_again(path: &str) -> bool {
    match routes::find(&Method::POST, path) {
        Found::Route(route, _) => is_kept(route.page),
        _ => false,
    }
}

/// What to show again, if `text` is something that was kept and `path` the form that it was typed into.
pub(crate) fn decode(text: &str, path: &str) -> Option<Pairs> {
    if text.is_empty() {
        return None;
    }
    let path = path.split('?').next().unwrap_or_default();
    match routes::find(&Method::POST, path) {
        Found::Route(route, _) if waits(route.page) => {
            let pairs = Pairs::parse(text.as_bytes()).ok()?;
            // Without a session nothing but a form of rows was kept.
            (is_kept(route.page) || pairs.get(PROVEN).is_some()).then_some(pairs)
        }
        _ => None,
    }
}
