//! Who may go on to a page? Every request passes here, before anything is read for it.

use poem::Body;
use poem::http::{HeaderMap, Method, header};

use crate::admin::action::Action;
use crate::admin::api::read_json;
use crate::admin::body::read_form;
use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::admin::origin::{comes_from_us, host_is_ours};
use crate::admin::pairs::Pairs;
use crate::admin::routes::{self, Found, Needs, Page, Posts, Route};
use crate::admin::typed;
use crate::models::{ModelMeta, Permission, Verb};
use crate::secret::Secret;
use crate::security::{Security, SecurityError, holds_token};

const TOKEN_FIELD: &str = "_csrf";
const TOKEN_HEADER: &str = "x-csrf-token";

/// Lets a request through to its page: right host, known address, a session where one is needed, the
/// permission, and, for a change, proof that it comes from a form of ours. In this order.
pub(crate) async fn admit(context: &mut Context<'_>, body: Body) -> Result<Page, Fail> {
    let limits = &context.site.options.limits;
    if context.path().len() > limits.uri_bytes {
        return Err(Fail::UriTooLong);
    }
    let found = routes::find(&context.method, context.uri.path());
    let route = match found {
        Found::Route(route, params) => {
            context.params = params;
            context.page = Some(route.page);
            context.template = route.path;
            Ok(route)
        }
        Found::OtherMethod(methods) => Err(Fail::OtherMethod(methods)),
        Found::Nothing => Err(Fail::NotFound),
    };
    if let Ok(Route { needs: Needs::Nothing, page, .. }) = route {
        return Ok(*page);
    }
    if let Ok(Route { needs: Needs::Figures(model, action), page, .. }) = route {
        if may_read(context, &Permission::action(model, action)).await {
            return Ok(*page);
        }
        // Whatever is missing, nobody learns what there would be; a stranger with a token is a stranger.
        context.bearer &= context.session.is_some();
        return Err(Fail::NotFound);
    }
    let base = context.site.options.base_url.as_ref();
    if !host_is_ours(&context.uri, &context.headers, base) {
        return Err(Fail::Misdirected);
    }
    // Addresses stand in histories and logs; nothing that opens something may stand in one.
    if holds_token(context.path()) {
        return Err(Fail::Malformed);
    }
    load_session(context).await?;
    let open = route.as_ref().is_ok_and(|route| route.needs.is_open());
    // Before anything is said about what exists.
    if !open && let Err(fail) = stands(context, route.as_ref().ok().map(|route| route.needs)) {
        typed::keep(context, route.ok(), body).await;
        return Err(fail);
    }
    let route = route?;
    if context.bearer && !route.page.is_for_programs() {
        return Err(Fail::Forbidden);
    }
    permit(context, route)?;
    context.query = match context.uri.query() {
        Some(query) => Pairs::parse(query.as_bytes()).map_err(|_| Fail::Malformed)?,
        None => Pairs::default(),
    };
    if route.method() != Method::GET {
        let limit = match route.posts {
            Posts::Row => limits.form_bytes,
            Posts::Nothing | Posts::Words => limits.small_form_bytes,
        };
        if !context.bearer && !comes_from_us(&context.headers, base) {
            return Err(Fail::Forged);
        }
        if matches!(route.page, Page::Api(_)) {
            // It stands in a header, and no body of anybody else is read.
            check_token(context)?;
            context.form = read_json(&context.headers, body, limit).await?;
        } else {
            context.form = read_form(&context.headers, body, limit).await?;
            // No browser sends a token of a program by itself.
            if !context.bearer {
                check_token(context)?;
            }
        }
    }
    if asks_for_proof(context, route) && !context.site.security.is_fresh(context.session()?) {
        return Err(Fail::StepUp);
    }
    renew(context).await?;
    Ok(route.page)
}

/// Whether somebody brings the token of the settings, or is known and may.
async fn may_read(context: &mut Context<'_>, permission: &Permission) -> bool {
    let options = &context.site.options;
    let sent = bearer(&context.headers).map(|sent| Secret::new(sent.to_owned()));
    if sent.is_some() && sent == options.metrics_token {
        return true;
    }
    host_is_ours(&context.uri, &context.headers, options.base_url.as_ref())
        && load_session(context).await.is_ok()
        && context.session().is_ok()
        && context.allows(permission)
        && renew(context).await.is_ok()
}

/// One statement; none without a cookie.
async fn load_session(context: &mut Context<'_>) -> Result<(), Fail> {
    let security = &context.site.security;
    if context.headers.contains_key(header::AUTHORIZATION) {
        // Cookies do not count, whatever they hold.
        context.bearer = true;
        let token = bearer(&context.headers).ok_or(Fail::SignIn)?;
        let session = security.bearer(token, &context.client).await?.ok_or(Fail::SignIn)?;
        context.scope = security.scope_for(&session);
        context.session = Some(session);
        return Ok(());
    }
    if let Some(token) = context.cookie(cookie::SESSION) {
        let found = security.load(token).await?;
        context.session = found.map(|session| session.asked_by(&context.client));
    }
    follow_proxy(context).await?;
    if let Some(session) = &context.session {
        context.scope = security.scope_for(session);
    } else {
        context.visitor = match context.cookie(cookie::VISITOR) {
            Some(visitor) => visitor.to_owned(),
            None => Security::nonce().map_err(Fail::inside)?.expose().to_owned(),
        };
    }
    Ok(())
}

/// Signs in whom a trusted proxy names, unless it is the owner of the session. Whom it names wins over the cookie.
async fn follow_proxy(context: &mut Context<'_>) -> Result<(), Fail> {
    let Some(name) = context.named_by_proxy.take() else { return Ok(()) };
    let security = &context.site.security;
    if let Some(session) = &context.session {
        if session.username() == name.to_lowercase() {
            return Ok(());
        }
        security.close(session).await?;
        context.session = None;
    }
    match security.login_by_proxy(&name, &context.client).await {
        Ok(opened) => {
            context.set_cookie(cookie::SESSION, opened.token.expose(), Keep::Session);
            context.session = Some(opened.session);
            Ok(())
        }
        Err(SecurityError::Elsewhere(_)) => Err(Fail::Forbidden),
        Err(error) => Err(error.into()),
    }
}

/// Gives the session another token when the roles of its owner changed since the last request.
async fn renew(context: &mut Context<'_>) -> Result<(), Fail> {
    let Some(session) = context.session.as_ref().filter(|session| session.wants_renewal()) else {
        return Ok(());
    };
    let opened = context.site.security.rotate(session, session.state()).await?;
    context.set_cookie(cookie::SESSION, opened.token.expose(), Keep::Session);
    context.session = Some(opened.session);
    Ok(())
}

/// The token of `Authorization: Bearer ..`; none where the header is another one, or stands there twice.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut found = headers.get_all(header::AUTHORIZATION).iter();
    let text = found.next()?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    let only = found.next().is_none() && scheme.eq_ignore_ascii_case("bearer");
    only.then(|| token.trim())
}

/// Whether somebody has come as far as a page needs; what does not exist needs a full session, so that nobody else
/// learns so.
fn stands(context: &Context<'_>, needs: Option<Needs>) -> Result<(), Fail> {
    let stands = context.session().map(drop);
    match (needs, stands) {
        (Some(Needs::Half), Err(Fail::Factor)) | (Some(Needs::Enrol), Err(Fail::Enrol)) => Ok(()),
        (Some(Needs::Known), Err(_)) if !context.bearer => context.claimed().map(drop),
        (_, stands) => stands,
    }
}

/// Whether the page, the model or the action asks for a fresh proof of who it is.
fn asks_for_proof(context: &Context<'_>, route: &Route) -> bool {
    if route.proven {
        return true;
    }
    let Ok(model) = context.model() else { return false };
    let marked = |verb| model.step_up.contains(&verb);
    match route.needs {
        Needs::May(verb) => marked(verb),
        Needs::MayBoth(one, other) => marked(one) || marked(other),
        Needs::Act => {
            let name = context.params.get("action");
            let action = context.site.registry.action(model, name);
            action.is_some_and(Action::wants_proof)
                || name == Verb::Delete.name() && marked(Verb::Delete)
        }
        _ => false,
    }
}

fn permit(context: &mut Context<'_>, route: &Route) -> Result<(), Fail> {
    let registry = &context.site.registry;
    let model = registry.by_slug(context.params.get("slug"));
    context.set_model(model);
    let allowed = match route.needs {
        Needs::Nothing
        | Needs::Figures(..)
        | Needs::Anyone
        | Needs::Half
        | Needs::Enrol
        | Needs::Known
        | Needs::Session => true,
        Needs::May(verb) => {
            let model = context.model()?;
            if !model.offers(verb) {
                return Err(Fail::NotFound);
            }
            context.may(model, verb)
        }
        Needs::MayBoth(one, other) => {
            let model = context.model()?;
            if !model.offers(one) || !model.offers(other) {
                return Err(Fail::NotFound);
            }
            context.may(model, one) && context.may(model, other)
        }
        Needs::MayDo(model, action) => context.allows(&Permission::action(model, action)),
        Needs::MayOn(model, verb) => context.allows(&Permission::of(model, verb)),
        Needs::MayEither(model, one, other) => {
            let may = |verb| context.allows(&Permission::of(model, verb));
            may(one) || may(other)
        }
        Needs::Act => {
            let model = context.model()?;
            let action = registry.action(model, context.params.get("action"));
            context.allows(&action.ok_or(Fail::NotFound)?.permission(model))
        }
        Needs::Lookup => may_look_up(context, context.model()?),
    };
    if allowed { Ok(()) } else { Err(Fail::Forbidden) }
}

/// Who may see the rows of `model`, or choose one of them in a form of another model.
pub(crate) fn may_look_up(context: &Context<'_>, model: &'static ModelMeta) -> bool {
    context.may(model, Verb::List)
        || context.site.registry.referrers(model).iter().any(|referrer| {
            context.may(referrer.model, Verb::Add) || context.may(referrer.model, Verb::Edit)
        })
}

fn check_token(context: &Context<'_>) -> Result<(), Fail> {
    let sent = |headers: &HeaderMap| -> Option<String> {
        headers.get(TOKEN_HEADER)?.to_str().ok().map(str::to_owned)
    };
    let token = context.form.get(TOKEN_FIELD).map(str::to_owned);
    let token = token.or_else(|| sent(&context.headers)).ok_or(Fail::Forged)?;
    let valid = context.site.security.csrf_valid(context.binding(), &token);
    if valid { Ok(()) } else { Err(Fail::Forged) }
}
