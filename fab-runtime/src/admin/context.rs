//! What is known of one request? Who asks, for what, and with what words.

use std::net::{IpAddr, Ipv4Addr};

use poem::Request;
use poem::http::{HeaderMap, HeaderValue, Method, Uri, header};

use crate::admin::client::{client_address, named_by_proxy};
use crate::admin::cookie::{self, CookieName, Keep};
use crate::admin::fail::Fail;
use crate::admin::pages::view::Theme;
use crate::admin::pairs::Pairs;
use crate::admin::routes::{Page, Params};
use crate::admin::site::Parts;
use crate::models::{Key, ModelMeta, Permission, Scope, Verb};
use crate::security::{Client, CsrfBinding, Session};

/// One request, with what the guard found out about it.
#[derive(Debug)]
pub(crate) struct Context<'s> {
    pub(crate) site: &'s Parts,
    pub(crate) request_id: &'s str,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) client: Client,
    /// The page that the table names, once it is found.
    pub(crate) page: Option<Page>,
    /// The template of its address, for the log.
    pub(crate) template: &'static str,
    pub(crate) params: Params,
    pub(crate) query: Pairs,
    pub(crate) form: Pairs,
    pub(crate) session: Option<Session>,
    pub(crate) scope: Scope,
    /// Whom a trusted proxy names as the one who asks.
    pub(crate) named_by_proxy: Option<String>,
    /// Whether a program asks, with a token instead of cookies.
    pub(crate) bearer: bool,
    /// What the forms of someone who is not signed in are bound to.
    pub(crate) visitor: String,
    model: Option<&'static ModelMeta>,
    cookies: Vec<HeaderValue>,
}

impl<'s> Context<'s> {
    pub(crate) fn new(site: &'s Parts, request_id: &'s str, request: &mut Request) -> Self {
        let peer = request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip);
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let headers = std::mem::take(request.headers_mut());
        let address = client_address(peer, &headers, &site.options.trusted_proxies);
        let named_by_proxy = named_by_proxy(peer, &headers, &site.options);
        let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let agent = agent.map(|agent| agent.chars().take(200).collect());
        Self {
            site,
            request_id,
            method: request.method().clone(),
            uri: request.original_uri().clone(),
            headers,
            client: Client {
                address: Some(address),
                user_agent: agent,
                request_id: Some(request_id.to_owned()),
            },
            page: None,
            template: "",
            params: Params::default(),
            query: Pairs::default(),
            form: Pairs::default(),
            session: None,
            scope: Scope::default(),
            named_by_proxy,
            bearer: false,
            visitor: String::new(),
            model: None,
            cookies: Vec::new(),
        }
    }

    /// Path and query.
    pub(crate) fn path(&self) -> &str {
        self.uri.path_and_query().map_or("/", |path| path.as_str())
    }

    /// The model that the address names.
    pub(crate) fn model(&self) -> Result<&'static ModelMeta, Fail> {
        self.model.ok_or(Fail::NotFound)
    }

    pub(crate) fn set_model(&mut self, model: Option<&'static ModelMeta>) {
        self.model = model;
    }

    /// The key of `model` that the address names.
    pub(crate) fn key(&self, model: &'static ModelMeta) -> Result<Key, Fail> {
        let segment = crate::admin::pairs::decode_segment(self.params.get("key"));
        segment.ok().and_then(|segment| Key::parse(model, &segment)).ok_or(Fail::NotFound)
    }

    /// The session of someone who is signed in; otherwise what is missing.
    pub(crate) fn session(&self) -> Result<&Session, Fail> {
        match &self.session {
            Some(session) if session.is_full() => Ok(session),
            Some(session) if session.awaits_factor() => Err(Fail::Factor),
            Some(session) if session.must_enrol() => Err(Fail::Enrol),
            _ => Err(Fail::SignIn),
        }
    }

    /// The session of somebody who proved the password at least. It opens nothing but the rest of the sign-in.
    pub(crate) fn claimed(&self) -> Result<&Session, Fail> {
        let claimed = |session: &&Session| session.claimed_user().is_some();
        self.session.as_ref().filter(claimed).ok_or(Fail::SignIn)
    }

    /// Whether there is such a page and they may open it.
    pub(crate) fn may(&self, model: &'static ModelMeta, verb: Verb) -> bool {
        model.offers(verb)
            && self.site.registry.contains(model)
            && self.allows(&Permission::of(model.name, verb))
    }

    /// Whether they hold a permission.
    pub(crate) fn allows(&self, permission: &Permission) -> bool {
        self.session.as_ref().is_some_and(|session| session.allows(permission))
    }

    /// What tokens in forms are bound to.
    pub(crate) fn binding(&self) -> CsrfBinding<'_> {
        match &self.session {
            Some(session) => CsrfBinding::Session(session),
            None => CsrfBinding::Nonce(&self.visitor),
        }
    }

    /// The cookie of that name, if the browser sent it.
    pub(crate) fn cookie(&self, name: CookieName) -> Option<&str> {
        if self.bearer {
            return None;
        }
        name.read(&self.headers, self.site.options.is_https())
    }

    /// Sets a cookie with the answer. A value that may not stand in a cookie is left out.
    pub(crate) fn set_cookie(&mut self, name: CookieName, value: &str, keep: Keep) {
        self.cookies.extend(name.write(value, keep, self.site.options.is_https()));
    }

    /// The cookies to set with the answer.
    pub(crate) fn take_cookies(&mut self) -> Vec<HeaderValue> {
        std::mem::take(&mut self.cookies)
    }

    /// The chosen colours.
    pub(crate) fn theme(&self) -> Theme {
        self.cookie(cookie::THEME).map(Theme::parse).unwrap_or_default()
    }

    /// Whether a program asks, which reads JSON and not pages.
    pub(crate) fn wants_json(&self) -> bool {
        let accept = self.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        self.bearer
            || matches!(self.page, Some(Page::Search | Page::Api(_)))
            || accept.is_some_and(|accept| {
                accept.contains("application/json") && !accept.contains("text/html")
            })
    }
}
