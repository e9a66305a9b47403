//! What was the program told to do? Builder, file, variables and flags become one typed value.
//!
//! Later layers win: what the program's own code says, then `fab.toml`, then `FAB_*` variables, then flags.
//! Everything wrong is listed at once, each by its name with what to write.

mod environment;
mod known;
mod layers;
mod mode;
mod network;
mod problems;
mod production;
mod reader;
mod secret_key;
#[cfg(test)]
mod tests;
mod units;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use self::environment::Environment;
pub use self::known::{KNOWN, Known};
pub use self::layers::Layers;
pub use self::mode::{LogFormat, Mode};
pub use self::network::Network;
pub use self::problems::{Problem, Problems};
use self::reader::Reader;
pub use self::secret_key::{DEVELOPMENT_KEY_FILE, SecretKey};
use crate::cli::slug::slug;

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
    /// How browsers reach the server, without a slash at the end.
    pub base_url: String,
    /// Signs what the server hands out.
    pub secret_key: SecretKey,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// A session ends when it was not used for so long.
    pub session_idle: Duration,
    /// A session ends after so long, used or not.
    pub session_max: Duration,
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
    /// Which events are logged: a level, or levels by module.
    pub log: String,
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
        let bind = reader
            .value("bind", units::address)
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8000)));
        let base_url = reader.value("base_url", units::base_url);
        let database_url = reader.value("database_url", units::database_url);
        let secret_key = reader.value("secret_key", SecretKey::parse);
        production::check(&mut reader, mode, base_url.as_deref(), database_url.as_deref());
        let settings = Self {
            mode,
            database_url: database_url.unwrap_or_else(|| development_database(app)),
            bind,
            base_url: base_url.unwrap_or_else(|| local_url(bind)),
            trusted_proxies: reader
                .value("trusted_proxies", Network::parse_list)
                .unwrap_or_default(),
            session_idle: reader.duration("session_idle", 30 * 60),
            session_max: reader.duration("session_max", 12 * 60 * 60),
            body_limit: reader.value("body_limit", units::size).unwrap_or(2 << 20),
            request_timeout: reader.duration("request_timeout", 30),
            statement_timeout: reader.duration("statement_timeout", 5),
            pool_size: reader.value("pool_size", units::count).unwrap_or(10),
            pool_timeout: reader.duration("pool_timeout", 5),
            shutdown_timeout: reader.duration("shutdown_timeout", 30),
            log: reader.value("log", units::log).unwrap_or_else(|| "info".to_owned()),
            log_format: reader.value("log_format", LogFormat::parse).unwrap_or_default(),
            secret_key: secret_key.unwrap_or_default(),
        };
        if settings.session_idle > settings.session_max {
            reader.refuse("session_idle", "is longer than FAB_SESSION_MAX; write a shorter time");
        }
        reader.finish()?;
        Ok(settings)
    }

    /// The database URL without its password.
    pub fn shown_database_url(&self) -> String {
        units::without_password(&self.database_url)
    }

    /// The file of the key that development makes for itself.
    pub fn development_key_file() -> PathBuf {
        PathBuf::from(DEVELOPMENT_KEY_FILE)
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
            .field("trusted_proxies", &self.trusted_proxies)
            .field("session_idle", &self.session_idle)
            .field("session_max", &self.session_max)
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

/// A browser on the same machine cannot open the unspecified address.
fn local_url(bind: SocketAddr) -> String {
    if bind.ip().is_unspecified() {
        return format!("http://localhost:{}", bind.port());
    }
    format!("http://{bind}")
}
