//! How does each test get a database of its own, and how is it gone afterwards?

use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::db::{Db, DbError, DbOptions, DialectKind, SqlWriter};
use crate::models::{Kind, Value};

/// What the names of test databases begin with, so that leftovers are told from anything else.
const PREFIX: &str = "fab_test_";

/// Databases of killed test runs are swept after this many seconds.
const STALE_AFTER: i64 = 3600;

/// How long a test waits for the removal of its database.
const PATIENCE: Duration = Duration::from_secs(10);

/// An empty database that lives as long as this value, on any server.
///
/// Dropping it removes the database, also while a test panics. What a killed process leaves behind is removed by a
/// later test on the same server, an hour after it was made.
pub struct TestDb {
    db: Db,
    url: String,
    place: Place,
}

/// Where the database came from, and so how it goes.
enum Place {
    File(PathBuf),
    Server { url: String, name: String },
}

impl TestDb {
    /// A new SQLite database in a temporary file.
    ///
    /// # Errors
    ///
    /// When the file cannot be made.
    pub async fn sqlite() -> Result<Self, DbError> {
        let path = std::env::temp_dir().join(format!("{}.db", unique_name()));
        let url = format!("sqlite:{}", path.display());
        let db = Db::connect(&DbOptions::new(url.clone())).await?;
        Ok(Self { db, url, place: Place::File(path) })
    }

    /// A new database on the server of `url`, whose own database is only visited; for `sqlite:` a new file.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached or does not let us create databases.
    pub async fn on(url: &str) -> Result<Self, DbError> {
        if url.starts_with("sqlite:") {
            return Self::sqlite().await;
        }
        let server = visit(url).await?;
        sweep(&server).await;
        let name = unique_name();
        command(&server, "CREATE DATABASE ", &name, "").await?;
        server.close().await;
        let place = Place::Server { url: url.to_owned(), name };
        let url = place.url();
        let db = Db::connect(&DbOptions::new(url.clone())).await?;
        Ok(Self { db, url, place })
    }

    /// The database.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The URL that leads to it.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl fmt::Debug for TestDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.debug_struct("TestDb").field("dialect", &self.db.dialect()).finish_non_exhaustive()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        match &self.place {
            Place::File(path) => {
                for suffix in ["", "-wal", "-shm"] {
                    let mut file = path.clone().into_os_string();
                    file.push(suffix);
                    // A file that was never made needs no removal.
                    let _ = std::fs::remove_file(file);
                }
            }
            Place::Server { url, name } => remove(url.clone(), name.clone()),
        }
    }
}

impl Place {
    fn url(&self) -> String {
        match self {
            Self::File(path) => format!("sqlite:{}", path.display()),
            Self::Server { url, name } => with_database(url, name),
        }
    }
}

/// Drops a database from a thread with a runtime of its own: the caller may be inside one, or panicking.
fn remove(url: String, name: String) {
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let work = async {
                let server = visit(&url).await?;
                drop_database(&server, &name).await
            };
            match tokio::time::timeout(PATIENCE, work).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a test database was not removed"),
                Err(_) => tracing::warn!("a test database was not removed in time"),
            }
        });
        Ok::<(), std::io::Error>(())
    });
    // Nobody is there to be told; a later test sweeps.
    let _ = thread.join();
}

async fn visit(url: &str) -> Result<Db, DbError> {
    let mut options = DbOptions::new(url);
    options.max_connections = 1;
    Db::connect(&options).await
}

/// Runs a command about one database.
async fn command(
    server: &Db,
    before: &'static str,
    name: &str,
    after: &'static str,
) -> Result<(), DbError> {
    let mut sql = SqlWriter::new(server.dialect());
    sql.push(before);
    sql.live_ident(name);
    sql.push(after);
    server.execute(sql.finish(&[])).await.map(|_| ())
}

async fn drop_database(server: &Db, name: &str) -> Result<(), DbError> {
    let force = match server.dialect() {
        DialectKind::Postgres => " WITH (FORCE)",
        _ => "",
    };
    command(server, "DROP DATABASE IF EXISTS ", name, force).await
}

/// Removes what killed test runs left behind.
async fn sweep(server: &Db) {
    let mut sql = SqlWriter::new(server.dialect());
    sql.push(match server.dialect() {
        DialectKind::Postgres => "SELECT datname::text FROM pg_database",
        _ => "SELECT schema_name FROM information_schema.schemata",
    });
    let rows = server.fetch(sql.finish(&[Kind::Text])).await.unwrap_or_default();
    let oldest = SystemClock.now().timestamp() - STALE_AFTER;
    for name in rows.into_iter().flatten() {
        if let Value::Text(name) = name
            && made_at(&name).is_some_and(|at| at < oldest)
        {
            // Another test may sweep the same one.
            let _ = drop_database(server, &name).await;
        }
    }
}

/// A name with the time in it, so that [`made_at`] can tell its age.
fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let seconds = SystemClock.now().timestamp();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{PREFIX}{seconds}_{}_{count}", std::process::id())
}

/// When the test database of that name was made; `None` for any other database.
fn made_at(name: &str) -> Option<i64> {
    name.strip_prefix(PREFIX)?.split('_').next()?.parse().ok()
}

/// `url` with its database replaced by `name`; host, credentials and parameters are kept.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').map_or((url, None), |(a, p)| (a, Some(p)));
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let authority = rest.split('/').next().unwrap_or_default();
    let mut out = format!("{scheme}://{authority}/{name}");
    if let Some(parameters) = parameters {
        out.push('?');
        out.push_str(parameters);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{made_at, unique_name, with_database};

    #[test]
    fn the_database_of_a_url_is_replaced_and_nothing_else() {
        let check = |url, expected| assert_eq!(with_database(url, "t"), expected);
        check("postgres://a:b@h:1/postgres", "postgres://a:b@h:1/t");
        check("mysql://root@h/", "mysql://root@h/t");
        check("mysql://root@h", "mysql://root@h/t");
        check("postgres://h/a?sslmode=disable", "postgres://h/t?sslmode=disable");
    }

    #[test]
    fn the_age_of_a_test_database_stands_in_its_name() {
        assert_ne!(unique_name(), unique_name());
        assert!(made_at(&unique_name()).is_some_and(|at| at > 1_700_000_000));
        assert_eq!(made_at("shop"), None);
        assert_eq!(made_at("fab_test_mine"), None);
    }
}
