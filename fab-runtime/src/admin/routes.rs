//! Which addresses does the site answer, and what does each need? The whole table.

use poem::http::Method;

use crate::admin::api::Api;
use crate::admin::views::{CONTROL, METRICS, SEE, SERVICE};
use crate::models::Verb;

/// What someone must be, or be allowed, before a page is even looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing; nobody even looks who asks.
    Nothing,
    /// The token of the settings, or a full session and this of its own; who has neither learns nothing.
    Figures(&'static str, &'static str),
    /// Nothing, but a session counts.
    Anyone,
    /// Half a session that waits for a second factor.
    Half,
    /// A full session, or one that opens nothing else before a second factor is set up.
    Enrol,
    /// A session of somebody, be it half or full.
    Known,
    /// A full session.
    Session,
    /// A full session and this on the model that the address names.
    May(Verb),
    /// A full session and both on the model that the address names.
    MayBoth(Verb, Verb),
    /// A full session and this on the model of that name.
    MayOn(&'static str, Verb),
    /// A full session and one of these on the model of that name.
    MayEither(&'static str, Verb, Verb),
    /// A full session and this of its own on the model of that name.
    MayDo(&'static str, &'static str),
    /// A full session and the permission of the action that the address names.
    Act,
    /// A full session, and to see the rows or to edit rows that refer to them.
    Lookup,
}

/// How much may be posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posts {
    /// Nothing.
    Nothing,
    /// A few words.
    Words,
    /// A row.
    Row,
}

/// Which page answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Api(Api),
    Alive,
    Ready,
    Metrics,
    Services,
    ControlServices,
    Asset,
    Login,
    SignIn,
    InvitePasskey,
    SignInByPasskey,
    AskPasskey,
    BeginPasskey,
    AddPasskey,
    SignOut,
    Depart,
    Arrive,
    Forgotten,
    Factor,
    AnswerFactor,
    SendCode,
    ChooseFactor,
    BeginFactor,
    TryFactor,
    ConfirmFactor,
    SendFirstCode,
    KeptCodes,
    EnrolLink,
    UseEnrolLink,
    Safety,
    ChangeSafety,
    Confirm,
    Prove,
    SendCodeAgain,
    UserFactors,
    ResetFactors,
    Enrolment,
    SendForgotten,
    Register,
    SendRegister,
    Email,
    ChangeEmail,
    Setup,
    FinishSetup,
    Theme,
    Password,
    ChangePassword,
    Access,
    ChangeAccess,
    Index,
    List,
    Search,
    Act,
    AskExport,
    Export,
    ExportSealed,
    Add,
    Create,
    Show,
    Hide,
    Reveal,
    Edit,
    Update,
    AskDelete,
    Delete,
    UserRoles,
    SetUserRoles,
    UserPassword,
    SetUserPassword,
    UserAccess,
    ChangeUserAccess,
    AskResetLink,
    MakeResetLink,
    Invitations(Inviting),
    Grants,
    SetGrants,
}

/// Which page about invitations answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inviting {
    All,
    Invite,
    One,
    Change,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    method: Verbs,
    pub(crate) path: &'static str,
    pub(crate) needs: Needs,
    pub(crate) posts: Posts,
    pub(crate) page: Page,
    /// Whether it asks for a fresh proof of who it is, whatever the model says.
    pub(crate) proven: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verbs {
    Get,
    Post,
}

const fn get(path: &'static str, needs: Needs, page: Page) -> Route {
    Route { method: Verbs::Get, path, needs, posts: Posts::Nothing, page, proven: false }
}

const fn post(path: &'static str, needs: Needs, posts: Posts, page: Page) -> Route {
    Route { method: Verbs::Post, path, needs, posts, page, proven: false }
}

/// What decides who gets in, or what they may do: a session that was left open is not enough for that.
const fn proven(route: Route) -> Route {
    Route { proven: true, ..route }
}

const USER: &str = "user";
const ROLE: &str = "role";

/// The first line that fits is taken, so pages of the site stand before pages of models.
#[rustfmt::skip]
pub(crate) const TABLE: &[Route] = &[
    get("/healthz", Needs::Nothing, Page::Alive),
    get("/readyz", Needs::Nothing, Page::Ready),
    get("/metrics", Needs::Figures(SERVICE, METRICS), Page::Metrics),
    get("/static/fab/{version}/{file}", Needs::Nothing, Page::Asset),

    get("/login", Needs::Anyone, Page::Login),
    post("/login", Needs::Anyone, Posts::Words, Page::SignIn),
    post("/login/with/{provider}", Needs::Anyone, Posts::Words, Page::Depart),
    get("/login/back/{provider}", Needs::Anyone, Page::Arrive),
    post("/login/passkey/options", Needs::Anyone, Posts::Words, Page::InvitePasskey),
    post("/login/passkey", Needs::Anyone, Posts::Words, Page::SignInByPasskey),
    get("/forgotten", Needs::Anyone, Page::Forgotten),
    post("/forgotten", Needs::Anyone, Posts::Words, Page::SendForgotten),
    get("/register", Needs::Anyone, Page::Register),
    post("/register", Needs::Anyone, Posts::Words, Page::SendRegister),
    get("/setup/{token}", Needs::Anyone, Page::Setup),
    post("/setup/{token}", Needs::Anyone, Posts::Words, Page::FinishSetup),
    post("/theme", Needs::Anyone, Posts::Words, Page::Theme),

    get("/api/auth/session", Needs::Anyone, Page::Api(Api::Session)),
    post("/api/auth/sign-in", Needs::Anyone, Posts::Words, Page::Api(Api::SignIn)),
    post("/api/auth/answer", Needs::Half, Posts::Words, Page::Api(Api::Answer)),
    post("/api/auth/send", Needs::Known, Posts::Words, Page::Api(Api::SendCode)),
    get("/api/auth/factors", Needs::Enrol, Page::Api(Api::Factors)),
    post("/api/auth/factors", Needs::Enrol, Posts::Words, Page::Api(Api::BeginFactor)),
    post("/api/auth/factors/{id}/confirm", Needs::Enrol, Posts::Words, Page::Api(Api::ConfirmFactor)),
    post("/api/auth/factors/{id}/rename", Needs::Session, Posts::Words, Page::Api(Api::RenameFactor)),
    post("/api/auth/factors/{id}/remove", Needs::Session, Posts::Words, Page::Api(Api::RemoveFactor)),
    post("/api/auth/backup-codes", Needs::Session, Posts::Words, Page::Api(Api::BackupCodes)),
    post("/api/auth/confirm", Needs::Session, Posts::Words, Page::Api(Api::Confirm)),
    post("/api/auth/passkey/invite", Needs::Anyone, Posts::Words, Page::Api(Api::InvitePasskey)),
    post("/api/auth/passkey/sign-in", Needs::Anyone, Posts::Words, Page::Api(Api::SignInByPasskey)),
    post("/api/auth/passkey/ask", Needs::Known, Posts::Words, Page::Api(Api::AskPasskey)),
    post("/api/auth/passkey/add", Needs::Enrol, Posts::Words, Page::Api(Api::AddPasskey)),
    get("/api/auth/devices", Needs::Session, Page::Api(Api::Devices)),
    post("/api/auth/devices/withdraw", Needs::Session, Posts::Words, Page::Api(Api::DistrustAll)),
    post("/api/auth/devices/{id}/withdraw", Needs::Session, Posts::Words, Page::Api(Api::Distrust)),
    post("/api/auth/sign-out", Needs::Known, Posts::Words, Page::Api(Api::SignOut)),
    get("/api/openapi.json", Needs::Session, Page::Api(Api::Document)),

    get("/mfa", Needs::Half, Page::Factor),
    post("/mfa", Needs::Half, Posts::Row, Page::AnswerFactor),
    post("/mfa/send", Needs::Half, Posts::Row, Page::SendCode),
    post("/mfa/passkey/options", Needs::Known, Posts::Row, Page::AskPasskey),
    post("/mfa/setup/passkey/options", Needs::Enrol, Posts::Words, Page::BeginPasskey),
    post("/mfa/setup/passkey", Needs::Enrol, Posts::Words, Page::AddPasskey),
    get("/mfa/setup", Needs::Enrol, Page::ChooseFactor),
    post("/mfa/setup", Needs::Enrol, Posts::Words, Page::BeginFactor),
    get("/mfa/setup/confirm", Needs::Enrol, Page::TryFactor),
    post("/mfa/setup/confirm", Needs::Enrol, Posts::Words, Page::ConfirmFactor),
    post("/mfa/setup/send", Needs::Enrol, Posts::Words, Page::SendFirstCode),
    post("/mfa/setup/kept", Needs::Enrol, Posts::Words, Page::KeptCodes),
    get("/mfa/enrol/{token}", Needs::Anyone, Page::EnrolLink),
    post("/mfa/enrol/{token}", Needs::Known, Posts::Words, Page::UseEnrolLink),

    post("/logout", Needs::Known, Posts::Words, Page::SignOut),
    get("/account/security", Needs::Session, Page::Safety),
    post("/account/security", Needs::Session, Posts::Words, Page::ChangeSafety),
    get("/account/confirm", Needs::Session, Page::Confirm),
    post("/account/confirm", Needs::Session, Posts::Row, Page::Prove),
    post("/account/confirm/send", Needs::Session, Posts::Row, Page::SendCodeAgain),
    get("/account/password", Needs::Session, Page::Password),
    post("/account/password", Needs::Session, Posts::Words, Page::ChangePassword),
    get("/account/email", Needs::Session, Page::Email),
    post("/account/email", Needs::Session, Posts::Words, Page::ChangeEmail),
    get("/account/access", Needs::Session, Page::Access),
    post("/account/access", Needs::Session, Posts::Words, Page::ChangeAccess),
    get("/", Needs::Session, Page::Index),

    get("/services", Needs::MayDo(SERVICE, SEE), Page::Services),
    proven(post("/services", Needs::MayDo(SERVICE, CONTROL), Posts::Words, Page::ControlServices)),
    get("/users/{key}/roles", Needs::MayOn(USER, Verb::Edit), Page::UserRoles),
    proven(post("/users/{key}/roles", Needs::MayOn(USER, Verb::Edit), Posts::Words, Page::SetUserRoles)),
    proven(get("/users/{key}/password", Needs::MayOn(USER, Verb::Edit), Page::UserPassword)),
    proven(post("/users/{key}/password", Needs::MayOn(USER, Verb::Edit), Posts::Words, Page::SetUserPassword)),
    get("/users/{key}/access", Needs::MayOn(USER, Verb::Edit), Page::UserAccess),
    post("/users/{key}/access", Needs::MayOn(USER, Verb::Edit), Posts::Words, Page::ChangeUserAccess),
    get("/users/{key}/reset-link", Needs::MayOn(USER, Verb::Edit), Page::AskResetLink),
    proven(post("/users/{key}/reset-link", Needs::MayOn(USER, Verb::Edit), Posts::Words, Page::MakeResetLink)),
    get("/users/invitations", Needs::MayOn(USER, Verb::Add), Page::Invitations(Inviting::All)),
    proven(post("/users/invitations", Needs::MayOn(USER, Verb::Add), Posts::Words, Page::Invitations(Inviting::Invite))),
    get("/users/{key}/invitation", Needs::MayEither(USER, Verb::Add, Verb::Edit), Page::Invitations(Inviting::One)),
    proven(post("/users/{key}/invitation", Needs::MayEither(USER, Verb::Add, Verb::Edit), Posts::Words, Page::Invitations(Inviting::Change))),
    get("/users/{key}/factors", Needs::MayOn(USER, Verb::Show), Page::UserFactors),
    post("/users/{key}/factors", Needs::MayDo(USER, "reset_mfa"), Posts::Words, Page::ResetFactors),
    get("/security", Needs::MayOn(USER, Verb::List), Page::Enrolment),
    get("/roles/{key}/grants", Needs::MayOn(ROLE, Verb::Show), Page::Grants),
    proven(post("/roles/{key}/grants", Needs::MayOn(ROLE, Verb::Edit), Posts::Words, Page::SetGrants)),

    get("/{slug}", Needs::May(Verb::List), Page::List),
    get("/{slug}/search", Needs::Lookup, Page::Search),
    get("/{slug}/export", Needs::May(Verb::Export), Page::AskExport),
    get("/{slug}/export/{format}", Needs::May(Verb::Export), Page::Export),
    post("/{slug}/export/{format}", Needs::MayBoth(Verb::Export, Verb::Reveal), Posts::Words, Page::ExportSealed),
    post("/{slug}/action/{action}", Needs::Act, Posts::Row, Page::Act),
    get("/{slug}/add", Needs::May(Verb::Add), Page::Add),
    post("/{slug}/add", Needs::May(Verb::Add), Posts::Row, Page::Create),
    get("/{slug}/{key}", Needs::May(Verb::Show), Page::Show),
    get("/{slug}/{key}/reveal/{column}", Needs::May(Verb::Show), Page::Hide),
    post("/{slug}/{key}/reveal/{column}", Needs::MayBoth(Verb::Show, Verb::Reveal), Posts::Words, Page::Reveal),
    get("/{slug}/{key}/edit", Needs::May(Verb::Edit), Page::Edit),
    post("/{slug}/{key}/edit", Needs::May(Verb::Edit), Posts::Row, Page::Update),
    get("/{slug}/{key}/delete", Needs::May(Verb::Delete), Page::AskDelete),
    post("/{slug}/{key}/delete", Needs::May(Verb::Delete), Posts::Words, Page::Delete),
];

impl Page {
    /// Whether programs with a token get it: what answers with data and not with a page.
    pub(crate) const fn is_for_programs(self) -> bool {
        matches!(self, Self::Search | Self::Export | Self::Metrics | Self::Api(Api::Document))
    }
}

impl Needs {
    /// Whether someone without a full session may get the page.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Nothing | Self::Figures(..) | Self::Anyone)
    }
}

impl Route {
    /// The method in letters.
    pub(crate) const fn method_name(&self) -> &'static str {
        match self.method {
            Verbs::Get => "GET",
            Verbs::Post => "POST",
        }
    }

    /// `GET` or `POST`.
    pub(crate) const fn method(&self) -> Method {
        match self.method {
            Verbs::Get => Method::GET,
            Verbs::Post => Method::POST,
        }
    }
}

/// What a path names, by the words in braces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Params(Vec<(&'static str, String)>);

impl Params {
    /// The segment that stands for `name`, still escaped; empty when the path has none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| *found == name).map_or("", |(_, text)| text)
    }
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<R> {
    /// This.
    Route(R, Params),
    /// The address exists, for these methods.
    OtherMethod(Vec<Method>),
    /// Nothing that exists.
    Nothing,
}

/// The line of the table for a request. `HEAD` asks for what `GET` answers.
pub(crate) fn find(method: &Method, path: &str) -> Found<&'static Route> {
    let wanted = if *method == Method::HEAD { &Method::GET } else { method };
    let mut template = None;
    let mut methods = Vec::new();
    for route in TABLE {
        // Once a template fits, later ones do not count: `/login` is never a model's page.
        if template.is_some_and(|template| template != route.path) {
            continue;
        }
        let Some(params) = fit(route.path, path) else { continue };
        if route.method() == *wanted {
            return Found::Route(route, params);
        }
        template = Some(route.path);
        if route.method() == Method::GET {
            methods.push(Method::HEAD);
        }
        methods.push(route.method());
    }
    if methods.is_empty() { Found::Nothing } else { Found::OtherMethod(methods) }
}

fn fit(template: &'static str, path: &str) -> Option<Params> {
    let mut params = Vec::new();
    let mut segments = path.split('/');
    for wanted in template.split('/') {
        let segment = segments.next()?;
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !segment.is_empty() => params.push((name, segment.to_owned())),
            None if segment == wanted => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(Params(params))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(method: &Method, path: &str) -> Option<(Page, String)> {
        match find(method, path) {
            Found::Route(route, params) => Some((route.page, params.get("key").to_owned())),
            _ => None,
        }
    }

    #[test]
    fn pages_of_the_site_stand_before_pages_of_models() {
        assert_eq!(page(&Method::GET, "/login"), Some((Page::Login, String::new())));
        assert_eq!(page(&Method::GET, "/customers"), Some((Page::List, String::new())));
        assert_eq!(page(&Method::GET, "/customers/add"), Some((Page::Add, String::new())));
        assert_eq!(page(&Method::HEAD, "/customers/7"), Some((Page::Show, "7".to_owned())));
        assert_eq!(page(&Method::POST, "/customers/7/edit"), Some((Page::Update, "7".to_owned())));
        assert_eq!(page(&Method::GET, "/users/7/roles"), Some((Page::UserRoles, "7".to_owned())));
    }

    #[test]
    fn a_wrong_method_is_told_the_right_ones() {
        let wanted = Found::OtherMethod(vec![Method::POST]);
        assert_eq!(find_pages(&Method::GET, "/logout"), wanted);
        let wanted = Found::OtherMethod(vec![Method::HEAD, Method::GET, Method::POST]);
        assert_eq!(find_pages(&Method::DELETE, "/login"), wanted);
    }

    #[test]
    fn what_fits_nothing_is_nothing() {
        for path in ["", "//", "/customers/", "/customers/7/", "/customers/7/x", "//customers"] {
            assert_eq!(find_pages(&Method::GET, path), Found::Nothing, "{path:?}");
        }
    }

    fn find_pages(method: &Method, path: &str) -> Found<Page> {
        match find(method, path) {
            Found::Route(route, params) => Found::Route(route.page, params),
            Found::OtherMethod(methods) => Found::OtherMethod(methods),
            Found::Nothing => Found::Nothing,
        }
    }

    #[test]
    fn every_address_that_changes_something_is_posted_to() {
        for route in TABLE {
            assert_eq!(route.posts == Posts::Nothing, route.method() == Method::GET, "{route:?}");
        }
    }

    #[test]
    fn the_first_segments_of_the_site_are_reserved() {
        for route in TABLE {
            let first = route.path.split('/').nth(1).unwrap_or_default();
            let own = first.is_empty() || first.starts_with('{');
            let models = matches!(first, "users" | "roles");
            let reserved = crate::admin::registry::RESERVED_SLUGS.contains(&first);
            assert!(own || models || reserved, "{first} must be reserved");
        }
    }
}
