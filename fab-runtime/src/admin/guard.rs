//! Who may go on to a page? Every request passes here, before anything is read for it.

use poem::Body;
use poem::http::{HeaderMap, Method};

use crate::admin::body::read_form;
use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::admin::origin::{comes_from_us, host_is_ours};
use crate::admin::pairs::Pairs;
use crate::admin::routes::{self, Found, Needs, Page, Posts, Route};
use crate::models::{ModelMeta, Permission, Verb};
use crate::security::Security;

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
    let base = context.site.options.base_url.as_ref();
    if !host_is_ours(&context.uri, &context.headers, base) {
        return Err(Fail::Misdirected);
    }
    load_session(context).await?;
    let open = route.as_ref().is_ok_and(|route| route.needs.is_open());
    if !open {
        // Before anything is said about what exists.
        context.session()?;
    }
    let route = route?;
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
        if !comes_from_us(&context.headers, base) {
            return Err(Fail::Forged);
        }
        context.form = read_form(&context.headers, body, limit).await?;
        check_token(context)?;
    }
    renew(context).await?;
    Ok(route.page)
}

/// One statement; none without a cookie.
async fn load_session(context: &mut Context<'_>) -> Result<(), Fail> {
    let security = &context.site.security;
    if let Some(token) = context.cookie(cookie::SESSION) {
        let found = security.load(token).await?;
        context.session = found.map(|session| session.asked_by(&context.client));
    }
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

fn permit(context: &mut Context<'_>, route: &Route) -> Result<(), Fail> {
    let registry = &context.site.registry;
    let model = registry.by_slug(context.params.get("slug"));
    context.set_model(model);
    let allowed = match route.needs {
        Needs::Nothing | Needs::Anyone | Needs::Session => true,
        Needs::May(verb) => {
            let model = context.model()?;
            if !model.verbs.contains(&verb) {
                return Err(Fail::NotFound);
            }
            context.may(model, verb)
        }
        Needs::MayOn(model, verb) => context.allows(&Permission::of(model, verb)),
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
pub(crate) fn may_look_up(context: &Context<'_>, model: &ModelMeta) -> bool {
    context.may(model, Verb::List)
        || context.site.registry.referrers(model).iter().any(|referrer| {
            context.may(referrer.model, Verb::Add) || context.may(referrer.model, Verb::Edit)
        })
}

fn check_token(context: &Context<'_>) -> Result<(), Fail> {
    let header = |headers: &HeaderMap| -> Option<String> {
        headers.get(TOKEN_HEADER)?.to_str().ok().map(str::to_owned)
    };
    let token = context.form.get(TOKEN_FIELD).map(str::to_owned);
    let token = token.or_else(|| header(&context.headers)).ok_or(Fail::Forged)?;
    let valid = context.site.security.csrf_valid(context.binding(), &token);
    if valid { Ok(()) } else { Err(Fail::Forged) }
}
