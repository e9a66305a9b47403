//! On which databases do tests run? On all that can be reached, and it is said loudly which could not.

use std::fmt;
use std::future::Future;
use std::io::Write as _;

use fab::testing::TestDb;
use tokio::sync::OnceCell;

/// A server that tests use when it is there.
#[derive(Debug)]
pub struct Server {
    /// How it is called in `FAB_TEST_REQUIRE`.
    pub name: &'static str,
    variable: &'static str,
    standard: &'static str,
    reached: OnceCell<Result<String, String>>,
}

/// PostgreSQL: `FAB_TEST_POSTGRES_URL`, else the standard local port.
pub static POSTGRES: Server =
    Server::new("postgres", "FAB_TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres");

/// MySQL or MariaDB: `FAB_TEST_MYSQL_URL`, else the standard local port.
pub static MYSQL: Server =
    Server::new("mysql", "FAB_TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/");

impl Server {
    const fn new(name: &'static str, variable: &'static str, standard: &'static str) -> Self {
        Self { name, variable, standard, reached: OnceCell::const_new() }
    }

    /// The URL under which databases can be created; `None`, and one loud line, when it cannot be reached.
    ///
    /// # Panics
    ///
    /// When it cannot be reached and `FAB_TEST_REQUIRE` names it.
    pub async fn url(&'static self) -> Option<&'static str> {
        let reached = self.reached.get_or_init(|| async {
            let url = variable(self.variable).unwrap_or_else(|| self.standard.to_owned());
            match TestDb::on(&url).await {
                Ok(_) => Ok(url),
                Err(error) => Err(error.to_string()),
            }
        });
        match reached.await {
            Ok(url) => Some(url),
            Err(reason) => {
                assert!(!required(self.name), "{} is required, but: {reason}", self.name);
                None
            }
        }
    }

    /// Why it cannot be reached, if so.
    pub async fn missing(&'static self) -> Option<&'static str> {
        self.url().await;
        self.reached.get().and_then(|reached| reached.as_ref().err()).map(String::as_str)
    }
}

/// Runs `test` once on SQLite and once on every server that can be reached, each time with an empty database.
///
/// # Panics
///
/// When the test does on any of them; the others are run first.
pub async fn each_database<F, Fut>(test: F)
where
    F: Fn(TestDb) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut databases = vec![open("sqlite:").await];
    for server in [&POSTGRES, &MYSQL] {
        if let Some(url) = server.url().await {
            databases.push(open(url).await);
        }
    }
    let mut failed = Vec::new();
    for db in databases {
        let dialect = db.dialect();
        if tokio::spawn(test(db)).await.is_err() {
            failed.push(dialect);
        }
    }
    assert!(failed.is_empty(), "failed on {failed:?}");
}

async fn open(url: &str) -> TestDb {
    match TestDb::on(url).await {
        Ok(db) => db,
        Err(error) => fail(&error),
    }
}

fn fail(error: &dyn fmt::Display) -> ! {
    panic!("no test database: {error}")
}

/// Whether `FAB_TEST_REQUIRE` names `what`: then its absence is a failure.
pub fn required(what: &str) -> bool {
    variable("FAB_TEST_REQUIRE").is_some_and(|list| list.split(',').any(|word| word.trim() == what))
}

/// Says something past the capture of test output.
pub fn announce(line: &str) {
    // Losing the line loses nothing but the line.
    let _ = writeln!(std::io::stderr().lock(), "\n{line}\n");
}

/// An environment variable that is set to something.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told where servers are by the environment"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
