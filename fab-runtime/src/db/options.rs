//! Which database is used, and how long may it take?

use std::fmt;
use std::time::Duration;

use crate::db::DialectKind;
use crate::db::error::DbError;

/// How to reach a database.
///
/// ```
/// # use fab_runtime::db::DbOptions;
/// let options = DbOptions::new("postgres://admin:secret@127.0.0.1/shop");
/// assert!(!format!("{options:?}").contains("secret"));
/// ```
#[derive(Clone)]
pub struct DbOptions {
    /// `sqlite:shop.db`, `sqlite::memory:`, `postgres://..` or `mysql://..`.
    pub url: String,
    /// Connections at most; SQLite always writes through one.
    pub max_connections: u32,
    /// How long a statement waits for a free connection.
    pub acquire_timeout: Duration,
    /// How long one statement may run; zero: as long as it likes.
    pub statement_timeout: Duration,
    /// Whether a SQLite file that is not there is made.
    pub create: bool,
}

impl DbOptions {
    /// The defaults for `url`: 10 connections, 5 s to get one, 30 s for a statement.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 10,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(30),
            create: true,
        }
    }

    /// The kind of database that the URL asks for.
    ///
    /// # Errors
    ///
    /// [`DbError::Url`] when the URL names none.
    pub fn dialect(&self) -> Result<DialectKind, DbError> {
        let scheme = self.url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => Ok(DialectKind::Sqlite),
            "postgres" | "postgresql" => Ok(DialectKind::Postgres),
            "mysql" | "mariadb" => Ok(DialectKind::MySql),
            _ => Err(DbError::url(
                "a database URL begins with sqlite:, postgres: or mysql: (also for MariaDB)",
            )),
        }
    }

    /// The URL without the password: for messages.
    pub fn shown_url(&self) -> String {
        let Some((scheme, rest)) = self.url.split_once("://") else { return self.url.clone() };
        let rest = rest.split('?').next().unwrap_or_default();
        match rest.rsplit_once('@') {
            Some((user, host)) => {
                let user = user.split(':').next().unwrap_or_default();
                format!("{scheme}://{user}@{host}")
            }
            None => format!("{scheme}://{rest}"),
        }
    }
}

impl fmt::Debug for DbOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DbOptions")
            .field("url", &self.shown_url())
            .field("max_connections", &self.max_connections)
            .field("acquire_timeout", &self.acquire_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("create", &self.create)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::DbOptions;
    use crate::db::DialectKind;

    #[test]
    fn a_password_is_never_shown_wherever_it_stands() {
        for url in [
            "postgres://me:hunter2@host:5432/shop",
            "mysql://me:hun@ter2@host/shop",
            "postgres://host/shop?user=me&password=hunter2",
        ] {
            let options = DbOptions::new(url);
            let shown = format!("{options:?}");
            assert!(!shown.contains("ter2") && shown.contains("host"), "{shown}");
        }
    }

    #[test]
    fn the_scheme_decides_the_dialect() {
        let dialect = |url: &str| DbOptions::new(url).dialect().ok();
        assert_eq!(dialect("sqlite:x.db"), Some(DialectKind::Sqlite));
        assert_eq!(dialect("postgresql://x"), Some(DialectKind::Postgres));
        assert_eq!(dialect("mariadb://x"), Some(DialectKind::MySql));
        assert_eq!(dialect("oracle://x"), None);
    }
}
