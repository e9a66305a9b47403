//! Through which door does everything of this module go?

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::crypto::{RandomError, Token};
use crate::db::{Db, SealObserver, Store};
use crate::models::{Model, ModelMeta, Scope};
use crate::security::audit::{AuditEntry, AuditHead, Auditor};
use crate::security::breaches::BreachTally;
use crate::security::broken_cells::BrokenCells;
use crate::security::csrf::{self, CsrfBinding};
use crate::security::elsewhere::{Departure, Identity};
use crate::security::error::SecurityError;
use crate::security::guards;
use crate::security::mfa::{BackupCode, Challenge, Factor, Relying, TrustedRow, passkey_models};
use crate::security::options::SecurityOptions;
use crate::security::password::{Hasher, PasswordRules};
use crate::security::people::{Grant, Role, User, UserRole};
use crate::security::policies::Policies;
use crate::security::post::{Bells, Office, OutboxRow, PostOptions};
use crate::security::role_spec::{ADMIN, CodeRoles, RoleSpec};
use crate::security::rows::{
    ApiToken, Credential, InvitationRow, LoginAttempt, OneTimeLink, SessionRow,
};
use crate::security::services::ServiceWatch;
use crate::security::session::Session;

/// The models of this module, for `migrate`; [`User`], [`Role`] and [`AuditEntry`] are also pages.
pub fn models() -> Vec<&'static ModelMeta> {
    let mut models = vec![
        User::meta(),
        Role::meta(),
        UserRole::meta(),
        Grant::meta(),
        Credential::meta(),
        SessionRow::meta(),
        OneTimeLink::meta(),
        InvitationRow::meta(),
        LoginAttempt::meta(),
        ApiToken::meta(),
        OutboxRow::meta(),
        Identity::meta(),
        Departure::meta(),
        Factor::meta(),
        BackupCode::meta(),
        Challenge::meta(),
        TrustedRow::meta(),
        AuditEntry::meta(),
        AuditHead::meta(),
    ];
    models.extend(passkey_models());
    models
}

/// People, roles and sessions of one application; clones share everything.
///
/// ```ignore
/// let security = Security::new(store, SecurityOptions::new(secret), roles, policies)?;
/// security.prepare().await?;
/// let opened = security.login("anna", password, &client).await?;
/// ```
#[derive(Debug, Clone)]
pub struct Security {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    options: SecurityOptions,
    roles: CodeRoles,
    policies: Policies,
    hasher: Hasher,
    auditor: Auditor,
    broken: Arc<BrokenCells>,
    office: Office,
    relying: Relying,
    breach_tally: BreachTally,
    services: Arc<ServiceWatch>,
}

impl Security {
    /// Guards `store` and looks after its users; see [`Security::store`].
    ///
    /// # Errors
    ///
    /// When a role is defined twice or wrongly, or passwords cannot be hashed at that cost.
    pub fn new(
        store: Store,
        options: SecurityOptions,
        roles: Vec<RoleSpec>,
        policies: Policies,
    ) -> Result<Self, SecurityError> {
        let roles = CodeRoles::new(roles)?;
        if options.registration.as_deref() == Some(ADMIN) {
            let problem = "is given to nobody who only asks for an account".to_owned();
            return Err(SecurityError::RoleSpec { role: ADMIN, problem });
        }
        let hasher = Hasher::new(options.password_cost, options.max_concurrent_hashes)?;
        let auditor = Auditor::new(options.audit_keys.clone(), Arc::clone(store.clock()));
        let office = Office {
            store: store.clone(),
            site: options.app_name.clone(),
            options: options.post.clone(),
            bells: Bells::default(),
        };
        let store = guards::guard(store, &roles, &auditor, &office);
        let broken = Arc::new(BrokenCells::new(store.seal_observer().cloned()));
        let observer: Arc<dyn SealObserver> = broken.clone();
        let store = store.with_seal_observer(observer);
        for carrier in options.post.mail.iter().chain(&options.post.texts) {
            carrier.circuits().into_iter().for_each(|circuit| options.post.circuits.add(circuit));
        }
        if let Some(circuit) = options.breaches.as_ref().and_then(|list| list.circuit()) {
            options.post.circuits.add(circuit);
        }
        let relying = Relying::new(&options);
        let breach_tally = BreachTally::default();
        let services = ServiceWatch::over(&options.post.circuits);
        let inner = Inner {
            store,
            options,
            roles,
            policies,
            hasher,
            auditor,
            broken,
            office,
            relying,
            breach_tally,
            services,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The store that keeps users and roles in order: the last administrator stays, nobody rises by a form.
    /// Everything that changes rows for people goes through this one.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Makes the roles of the program that the database does not have yet, and the head of the audit log.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn prepare(&self) -> Result<(), SecurityError> {
        for (name, role) in self.code_roles().iter() {
            self.ensure_role(name, role.description).await?;
        }
        self.auditor().prepare(self.db()).await
    }

    /// Which rows exist for the owner of a full session.
    pub fn scope_for(&self, session: &Session) -> Scope {
        self.inner.policies.scope(session)
    }

    /// A token for the forms of one page; different every time.
    ///
    /// # Errors
    ///
    /// When the operating system has no random bytes.
    pub fn csrf_token(&self, binding: CsrfBinding<'_>) -> Result<String, RandomError> {
        csrf::token(&self.options().secret, binding)
    }

    /// Whether a form's token was made for `binding`.
    pub fn csrf_valid(&self, binding: CsrfBinding<'_>, token: &str) -> bool {
        csrf::is_valid(&self.options().secret, binding, token)
    }

    /// A random text for the cookie of forms before there is a session; see [`CsrfBinding::Nonce`].
    ///
    /// # Errors
    ///
    /// When the operating system has no random bytes.
    pub fn nonce() -> Result<Token, RandomError> {
        Token::generate()
    }

    /// The rules for a new password of the user of that name.
    pub fn password_rules(&self, username: &str) -> PasswordRules {
        PasswordRules::new().without(&self.options().app_name).without(username)
    }

    pub(crate) fn options(&self) -> &SecurityOptions {
        &self.inner.options
    }

    pub(crate) fn post(&self) -> &PostOptions {
        &self.inner.options.post
    }

    pub(crate) fn office(&self) -> &Office {
        &self.inner.office
    }

    pub(crate) fn bells(&self) -> &Bells {
        &self.inner.office.bells
    }

    pub(crate) fn code_roles(&self) -> &CodeRoles {
        &self.inner.roles
    }

    pub(crate) fn relying(&self) -> &Relying {
        &self.inner.relying
    }

    pub(crate) fn breach_tally(&self) -> &BreachTally {
        &self.inner.breach_tally
    }

    pub(crate) fn service_watch(&self) -> &ServiceWatch {
        &self.inner.services
    }

    pub(crate) fn broken_cells(&self) -> &BrokenCells {
        &self.inner.broken
    }

    pub(crate) fn auditor(&self) -> &Auditor {
        &self.inner.auditor
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.inner.hasher
    }

    pub(crate) fn db(&self) -> &Db {
        self.inner.store.db()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.inner.store.clock().now()
    }
}
