//! What is an admin site made of? Models, roles, policies and hooks, put together by the application.

use std::path::PathBuf;
use std::sync::Arc;

use crate::admin::action::Action;
use crate::admin::options::SiteOptions;
use crate::admin::rate_board::RateBoard;
use crate::admin::registry::Registry;
use crate::admin::route_list::{self, RouteInfo};
use crate::admin::site::Site;
use crate::db::{KEYS, Store, has_sealed};
use crate::error::Result;
use crate::models::{Hook, Model, ModelMeta, Permission};
use crate::security::{
    self, AuditEntry, Policies, Policy, Provider, Role, RoleSpec, Security, SecurityError,
    SecurityOptions, User,
};
use crate::services::resilience::Circuits;

/// An admin site in the making.
///
/// ```ignore
/// #[tokio::main]
/// async fn main() -> fab::Result<()> {
///     fab::App::new("Shop").model::<Customer>().model::<Order>().run().await
/// }
/// ```
#[derive(Debug, Clone)]
#[must_use = "an application does nothing until it runs"]
pub struct App {
    name: String,
    models: Vec<&'static ModelMeta>,
    hooks: Vec<(&'static str, Arc<dyn Hook>)>,
    actions: Vec<(&'static ModelMeta, Action)>,
    roles: Vec<RoleSpec>,
    policies: Policies,
    templates: Option<PathBuf>,
    registration: Option<String>,
    providers: Vec<Provider>,
    circuits: Circuits,
    rates: RateBoard,
    /// Tables without pages.
    pub(crate) tables: Vec<&'static ModelMeta>,
    /// What the application says of settings, by their names; see `cli`.
    pub(crate) settings: Vec<(String, String)>,
    /// Rows for each empty table in development; see `cli`.
    pub(crate) demo_rows: u64,
}

impl App {
    /// A site of that name, without models.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            models: Vec::new(),
            hooks: Vec::new(),
            actions: Vec::new(),
            roles: Vec::new(),
            policies: Policies::new(),
            templates: None,
            registration: None,
            providers: Vec::new(),
            circuits: Circuits::default(),
            rates: RateBoard::default(),
            tables: Vec::new(),
            settings: Vec::new(),
            demo_rows: 0,
        }
    }

    /// Adds the pages of a model; the menu shows models in the order in which they were added.
    pub fn model<M: Model>(mut self) -> Self {
        self.models.push(M::meta());
        self
    }

    /// Adds behaviour that rides along with every change of a model's rows.
    pub fn hook<M: Model>(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.push((M::NAME, Arc::new(hook)));
        self
    }

    /// Adds something that people can do with many rows of `M` at once, and on the page of a single one.
    ///
    /// ```ignore
    /// App::new("Shop").action::<Order>(
    ///     Action::new("ship", "Mark as shipped", async |orders: Selection| {
    ///         Ok(orders.update::<Order>(|order| { order.status = Status::Shipped; Ok(()) }).await?)
    ///     })
    ///     .question("Their customers are told by e-mail."),
    /// )
    /// ```
    pub fn action<M: Model>(mut self, action: Action) -> Self {
        self.actions.push((M::meta(), action));
        self
    }

    /// Adds a role whose permissions stand in the program.
    pub fn role(mut self, role: RoleSpec) -> Self {
        self.roles.push(role);
        self
    }

    /// Lets people make accounts for themselves, in this role: they ask at `/register` with an address that they can
    /// read. It takes a mail server; without one, and without this, nobody can.
    /// `FAB_REGISTRATION` names another role, or switches it off.
    pub fn registration(mut self, role: impl Into<String>) -> Self {
        self.registration = Some(role.into());
        self
    }

    /// Lets nobody make an account for themselves, whatever was said before.
    pub fn without_registration(mut self) -> Self {
        self.registration = None;
        self
    }

    /// The role of those who make an account for themselves.
    pub fn registers_as(&self) -> Option<&str> {
        self.registration.as_deref()
    }

    /// Lets a role see only the rows of `M` that meet a condition.
    ///
    /// ```ignore
    /// App::new("Shop").policy::<Customer>("Sales", |actor| Condition::eq("manager", actor.id.map(|id| id.0)))
    /// ```
    pub fn policy<M: Model>(mut self, role: &'static str, policy: Policy) -> Self {
        self.policies = self.policies.rows::<M>(role, policy);
        self
    }

    /// Lets people sign in by a provider, besides those of the settings.
    pub fn provider(mut self, provider: Provider) -> Self {
        self.providers.push(provider);
        self
    }

    /// The circuits of the services that the application depends on. The page of services shows those that are added.
    pub const fn circuits(&self) -> &Circuits {
        &self.circuits
    }

    /// Shows rates of exchange on the page of services, and keeps them while the site is served.
    pub fn rate_board(mut self, board: RateBoard) -> Self {
        self.rates = board;
        self
    }

    /// Takes templates from `folder` where it has one of the name of a built-in one.
    pub fn templates(mut self, folder: impl Into<PathBuf>) -> Self {
        self.templates = Some(folder.into());
        self
    }

    /// The name of the site.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every model with a table: those of the application, then those of users and roles, and that of the keys of
    /// sealed fields, where there are any.
    pub fn models(&self) -> Vec<&'static ModelMeta> {
        let mut models: Vec<&'static ModelMeta> =
            self.models.iter().chain(&self.tables).copied().chain(security::models()).collect();
        if has_sealed(&models) {
            models.push(&KEYS);
        }
        models
    }

    /// The models that the application itself brings.
    pub fn own_models(&self) -> &[&'static ModelMeta] {
        &self.models
    }

    /// The permissions of the actions that the application itself brings.
    pub fn actions(&self) -> impl Iterator<Item = Permission> {
        self.actions.iter().map(|(model, action)| action.permission(model))
    }

    /// What the application says of settings, by their names.
    pub fn settings(&self) -> &[(String, String)] {
        &self.settings
    }

    /// How many made-up rows each empty table gets in development.
    pub const fn wanted_demo_rows(&self) -> u64 {
        self.demo_rows
    }

    /// The roles whose permissions stand in the program.
    pub fn roles(&self) -> &[RoleSpec] {
        &self.roles
    }

    /// Which roles see which rows.
    pub const fn policies(&self) -> &Policies {
        &self.policies
    }

    /// The people, roles and sessions of the site, over `store` with the hooks of the application.
    ///
    /// # Errors
    ///
    /// When a role is defined twice or wrongly.
    pub fn security(
        &self,
        store: Store,
        options: SecurityOptions,
    ) -> Result<Security, SecurityError> {
        let mut options = options;
        options.providers.extend(self.providers.iter().cloned());
        for circuit in options.post.circuits.all() {
            self.circuits.add(circuit);
        }
        options.post.circuits = self.circuits.clone();
        let hooks = self.hooks.iter();
        let store =
            hooks.fold(store, |store, (model, hook)| store.with_hook(model, Arc::clone(hook)));
        let store = store.with_models(&self.models());
        let mut options = options;
        options.registration = self.registration.clone().or(options.registration);
        Security::new(store, options, self.roles.clone(), self.policies.clone())
    }

    /// Whether the models get along with each other and with the site's own pages.
    ///
    /// # Errors
    ///
    /// Every contradiction at once: a name, an address or a table that two models share; then every action that
    /// cannot be.
    pub fn check(&self) -> Result<()> {
        Registry::new(self.models())?;
        self.pages().map(drop)
    }

    /// Every address of the site, with what it needs.
    ///
    /// # Errors
    ///
    /// As [`App::check`].
    pub fn routes(&self) -> Result<Vec<RouteInfo>> {
        Registry::new(self.models())?;
        Ok(route_list::listed(&self.pages()?))
    }

    /// The models with pages: those of the application, users, roles and the audit log.
    fn pages(&self) -> Result<Registry> {
        let people = [User::meta(), Role::meta(), AuditEntry::meta()];
        Registry::new(self.models.iter().copied().chain(people).collect())?
            .with_actions(self.actions.clone())
    }

    /// The site, ready to be served.
    ///
    /// # Errors
    ///
    /// When the models contradict each other, or a template cannot be read.
    pub fn site(&self, security: Security, options: SiteOptions) -> Result<Site> {
        self.check()?;
        let pages = self.pages()?;
        let mut options = options;
        options.templates = options.templates.or_else(|| self.templates.clone());
        Site::new(&self.name, pages, security, options, self.rates.clone())
    }
}
