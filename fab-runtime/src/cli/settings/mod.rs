//! What was the program told to do? Builder, file, variables and flags become one typed value.
//!
//! Later layers win: what the program's own code says, then `fab.toml`, then `FAB_*` variables, then flags.
//! Everything wrong is listed at once, each by its name with what to write.

mod budgets;
mod development_key;
mod environment;
mod key_source;
mod kms_source;
mod known;
mod layers;
mod mode;
mod oidc_source;
mod people_source;
mod post_source;
mod problems;
mod production;
mod rate_setting;
mod reader;
#[cfg(test)]
mod tests;
mod units;

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

pub(crate) use self::budgets::changed as changed_budgets;
pub use self::development_key::DEVELOPMENT_KEY_FILE;
pub use self::environment::Environment;
pub use self::key_source::KeySource;
pub use self::kms_source::KmsSource;
pub use self::known::{KNOWN, Known};
pub use self::layers::Layers;
pub use self::mode::{LogFormat, Mode};
pub use self::oidc_source::{OIDC, OidcSource};
pub use self::people_source::{PeopleSource, Registration};
pub use self::post_source::{MailPrivacy, MailServer, PostSource, TextProvider};
pub use self::problems::{Problem, Problems};
pub use self::rate_setting::RateSetting;
use self::reader::Reader;
pub(crate) use self::units::written_time;
use crate::admin::{BaseUrl, Network};
use crate::cli::slug::slug;
use crate::crypto::AppSecret;
use crate::db::SealingMode;
use crate::secret::Secret;
use crate::security::RatePolicy;

/// Everything that can be set, typed, with nothing undecided.
#[derive(Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Development or production.
    pub mode: Mode,
    /// Which database; may hold a password.
    pub database_url: String,
    /// Where the server listens.
    pub bind: SocketAddr,
    /// How browsers reach the server; `None` in development: however they do.
    pub base_url: Option<BaseUrl>,
    /// Signs what the server hands out; `None` in development: a key of its own making.
    pub secret_key: Option<AppSecret>,
    /// Wraps the keys of sealed fields; `None` in development: a key of its own making.
    pub keys: Option<KeySource>,
    /// What wrapped the keys before, until `keys rewrap` is done.
    pub keys_old: Option<KeySource>,
    /// How people get in who have no password yet.
    pub people: PeopleSource,
    /// Who takes messages away.
    pub post: PostSource,
    /// What becomes of values in the clear in sealed columns.
    pub sealing: SealingMode,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// The header in which a trusted proxy names who asks.
    pub proxy_user_header: Option<String>,
    /// Where rates of exchange come from.
    pub exchange: Option<RateSetting>,
    /// Opens the figures at `/metrics`.
    pub metrics_token: Option<Secret<String>>,
    /// A list of breached passwords: where it is asked.
    pub breached_passwords: Option<String>,
    /// Providers of sign-ins.
    pub oidc: Vec<OidcSource>,
    /// A session ends when it was not used for so long.
    pub session_idle: Duration,
    /// A session ends after so long, used or not.
    pub session_max: Duration,
    /// For how long people may trust a browser.
    pub device_trust: Option<Duration>,
    /// How often what may be tried.
    pub rates: RatePolicy,
    /// The largest request body, in bytes.
    pub body_limit: u64,
    /// A request that takes longer is given up.
    pub request_timeout: Duration,
    /// A database statement that takes longer is given up.
    pub statement_timeout: Duration,
    /// How many database connections are kept at most.
    pub pool_size: u32,
    /// How long a request waits for a database connection.
    pub pool_timeout: Duration,
    /// How long requests under way may take when the server is told to stop.
    pub shutdown_timeout: Duration,
    /// Which events are logged: a level, or levels by module; `None`: what suits the command.
    pub log: Option<String>,
    /// How events are written.
    pub log_format: LogFormat,
}

impl Settings {
    /// Reads every setting of the application named `app`.
    ///
    /// # Errors
    ///
    /// Every wrong, unknown or forbidden setting at once.
    pub fn read(app: &str, layers: &Layers) -> Result<Self, Problems> {
        let mut reader = Reader::new(layers);
        let mode = reader.value("mode", Mode::parse).unwrap_or_default();
        let bind = reader.value("bind", units::address);
        let base_url = reader.value("base_url", units::base_url);
        let database_url = reader.value("database_url", units::database_url);
        let secret_key = reader.value("secret_key", units::secret_key);
        production::check(&mut reader, mode, base_url.as_ref(), database_url.as_deref());
        let settings = Self {
            mode,
            database_url: database_url.unwrap_or_else(|| development_database(app)),
            bind: bind.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8000))),
            base_url,
            secret_key,
            keys: KeySource::read(&mut reader, "keys"),
            keys_old: KeySource::read(&mut reader, "keys_old"),
            people: PeopleSource::read(&mut reader),
            post: PostSource::read(&mut reader),
            sealing: reader.value("sealing", units::sealing).unwrap_or_default(),
            trusted_proxies: reader.value("trusted_proxies", units::networks).unwrap_or_default(),
            proxy_user_header: reader.value("proxy_user_header", units::header),
            exchange: RateSetting::read(&mut reader),
            metrics_token: reader.value("metrics_token", units::token),
            breached_passwords: reader.value("breached_passwords", units::service),
            oidc: OidcSource::read(&mut reader, mode),
            session_idle: reader.duration("session_idle", 30 * 60),
            session_max: reader.duration("session_max", 12 * 60 * 60),
            device_trust: reader.value("device_trust", units::trust),
            rates: budgets::read(&mut reader),
            body_limit: reader.value("body_limit", units::size).unwrap_or(2 << 20),
            request_timeout: reader.duration("request_timeout", 30),
            statement_timeout: reader.duration("statement_timeout", 5),
            pool_size: reader.value("pool_size", units::count).unwrap_or(10),
            pool_timeout: reader.duration("pool_timeout", 5),
            shutdown_timeout: reader.duration("shutdown_timeout", 30),
            log: reader.value("log", units::log),
            log_format: reader.value("log_format", LogFormat::parse).unwrap_or_default(),
        };
        if settings.session_idle > settings.session_max {
            reader.refuse("session_idle", "is longer than FAB_SESSION_MAX; write a shorter time");
        }
        if settings.proxy_user_header.is_some() && settings.trusted_proxies.is_empty() {
            reader.refuse(
                "proxy_user_header",
                "counts for no proxy; name those that are believed in FAB_TRUSTED_PROXIES",
            );
        }
        reader.finish()?;
        Ok(settings)
    }

    /// The database URL without its password.
    pub fn shown_database_url(&self) -> String {
        units::without_password(&self.database_url)
    }

    /// How a browser on this machine reaches the server: the base URL, or where it listens.
    pub fn local_url(&self) -> String {
        match &self.base_url {
            Some(url) => url.to_string(),
            // A browser cannot open the unspecified address.
            None if self.bind.ip().is_unspecified() => {
                format!("http://localhost:{}", self.bind.port())
            }
            None => format!("http://{}", self.bind),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("mode", &self.mode)
            .field("database_url", &self.shown_database_url())
            .field("bind", &self.bind)
            .field("base_url", &self.base_url)
            .field("secret_key", &self.secret_key)
            .field("keys", &self.keys)
            .field("keys_old", &self.keys_old)
            .field("people", &self.people)
            .field("post", &self.post)
            .field("sealing", &self.sealing)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("proxy_user_header", &self.proxy_user_header)
            .field("exchange", &self.exchange)
            .field("metrics_token", &self.metrics_token)
            .field("breached_passwords", &self.breached_passwords)
            .field("oidc", &self.oidc)
            .field("session_idle", &self.session_idle)
            .field("session_max", &self.session_max)
            .field("device_trust", &self.device_trust)
            .field("rates", &self.rates)
            .field("body_limit", &self.body_limit)
            .field("request_timeout", &self.request_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("pool_size", &self.pool_size)
            .field("pool_timeout", &self.pool_timeout)
            .field("shutdown_timeout", &self.shutdown_timeout)
            .field("log", &self.log)
            .field("log_format", &self.log_format)
            .finish()
    }
}

/// A file in the current directory, named after the application.
fn development_database(app: &str) -> String {
    let slug = slug(app);
    format!("sqlite:{}.db", if slug.is_empty() { "fab" } else { &slug })
}
