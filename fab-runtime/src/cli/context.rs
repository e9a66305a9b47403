//! What does every command need? The application, its settings, a terminal, and a way to the database.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::admin::App;
use crate::cli::console::Console;
use crate::cli::settings::{DEVELOPMENT_KEY_FILE, Mode, Settings};
use crate::cli::{breaches, keys, oidc, post};
use crate::clock::SystemClock;
use crate::crypto::AppSecret;
use crate::db::schema::{self, Plan};
use crate::db::{Db, DbOptions, Store};
use crate::error::{Error, ErrorKind, Result};
use crate::security::{Security, SecurityOptions};

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    pub(crate) console: Console,
    /// The name of the program, as a person would type it again.
    pub(crate) program: String,
}

impl Context {
    pub(crate) fn is_development(&self) -> bool {
        self.settings.mode == Mode::Development
    }

    /// The database, as it is.
    pub(crate) async fn connect(&self) -> Result<Db> {
        let mut options = DbOptions::new(&self.settings.database_url);
        options.max_connections = self.settings.pool_size;
        options.acquire_timeout = self.settings.pool_timeout;
        options.statement_timeout = self.settings.statement_timeout;
        Db::connect(&options).await.map_err(|error| {
            let url = self.settings.shown_database_url();
            Error::new(ErrorKind::Database, format!("cannot open {url}")).with_source(error)
        })
    }

    /// What stands between the database and the models.
    pub(crate) async fn plan(&self, db: &Db) -> Result<Plan> {
        let live = schema::live(db).await?;
        Ok(schema::plan(&self.app.models(), &live, db.dialect()))
    }

    /// A database whose tables hold the models. Development brings them up to date; production refuses.
    pub(crate) async fn prepared(&self) -> Result<Db> {
        self.app.check()?;
        let db = self.connect().await?;
        let left = if self.is_development() {
            let done = schema::migrate(&db, &self.app.models()).await?;
            Plan { steps: Vec::new(), ..done }
        } else {
            self.plan(&db).await?
        };
        if !left.is_empty() {
            return Err(self.behind(&left));
        }
        db.adopt(&self.app.models()).await?;
        Ok(db)
    }

    /// The tables do not hold the models: what is missing, and what to run.
    fn behind(&self, plan: &Plan) -> Error {
        let mut message = "the tables do not hold the models yet".to_owned();
        for step in plan.steps.iter().take(10) {
            let _ = write!(message, "\n  {}", step.summary);
        }
        for refusal in plan.refused.iter().take(10) {
            let _ = write!(message, "\n  to decide: {refusal}");
        }
        let program = &self.program;
        let next = if plan.steps.is_empty() {
            format!("`{program} migrate --print` shows the SQL that a person would run")
        } else {
            format!("run `{program} migrate`, or `{program} migrate --print` to see the SQL first")
        };
        Error::new(ErrorKind::Models, format!("{message}\n{next}"))
    }

    /// People and roles, with the store of all rows; the tables hold the models.
    pub(crate) async fn security(&self) -> Result<Security> {
        let db = self.prepared().await?;
        let sealer = keys::sealer(self, &db).await?;
        let store = Store::new(db, Arc::new(SystemClock)).with_models(&self.app.models());
        let store = sealer.into_iter().fold(store, Store::with_sealer);
        let mut options = SecurityOptions::new(self.key()?);
        self.app.name().clone_into(&mut options.app_name);
        options.rates = self.settings.rates;
        options.invitation_life = self.settings.people.invitation_life;
        options.reset_link_life = self.settings.people.reset_link_life;
        options.registration_life = self.settings.people.registration_life;
        options.session_idle = self.settings.session_idle;
        options.session_absolute = self.settings.session_max;
        options.mfa.device_life = self.settings.device_trust;
        options.providers = oidc::providers(&self.settings.oidc, self.app.circuits())?;
        options.breaches = breaches::list(self.settings.breached_passwords.as_deref())?;
        options.post = post::options(&self.settings)?;
        options.post.circuits = self.app.circuits().clone();
        let security = self.app.security(store, options)?;
        security.prepare().await?;
        Ok(security)
    }

    /// The key of the settings; in development else one of its own making, and it says so.
    fn key(&self) -> Result<AppSecret> {
        if let Some(key) = &self.settings.secret_key {
            return Ok(key.clone());
        }
        let read = AppSecret::read_or_make_file(Path::new(DEVELOPMENT_KEY_FILE));
        let (key, made) = read.map_err(|error| {
            let message = format!("cannot keep a key in {DEVELOPMENT_KEY_FILE}");
            Error::new(ErrorKind::Settings, message).with_source(error)
        })?;
        if made {
            self.console.note(&format!(
                "made a key for development in {DEVELOPMENT_KEY_FILE}; keep it out of version control"
            ));
        }
        Ok(key)
    }
}
