//! How does a test get a running site? In its own process, on a free port, with an administrator.

use std::net::SocketAddr;
use std::sync::Arc;

use fab::admin::{App, SiteOptions};
use fab::clock::{Clock, SystemClock};
use fab::crypto::AppSecret;
use fab::crypto::keys::{LocalKey, Purpose};
use fab::db::keys::{KeyVault, KeyVaultOptions};
use fab::db::{Db, Sealer, Store, has_sealed, schema};
use fab::security::{
    ADMIN, By, NewUser, Password, PasswordCost, RatePolicy, Security, SecurityOptions,
};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::client::Client;

/// The administrator of every site that tests serve.
pub const ADMINISTRATOR: &str = "anna";
/// The password of everybody on such a site.
pub const PASSWORD: &str = "violet harbour 42 lanterns";

/// What wraps the keys of sealed fields on such a site.
pub const KEYS: &str = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a427c8055dd3ef10bb6a95f2c84";

/// A site that is being served; it stops when dropped.
#[derive(Debug)]
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its people, and the store with all hooks.
    pub security: Security,
    _stop: oneshot::Sender<()>,
}

impl Served {
    /// Makes the tables of `app` in `db`, adds an administrator and serves it.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start(app: &App, db: &Db) -> Self {
        Self::start_with(app, db, SiteOptions::default()).await
    }

    /// The same, with settings of its own.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_with(app: &App, db: &Db, options: SiteOptions) -> Self {
        schema::migrate(db, &app.models()).await.unwrap();
        let security = security(app, db).await;
        Self::serve(app, security, options).await
    }

    /// The same, without anybody.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_empty(app: &App, db: &Db, options: SiteOptions) -> Self {
        schema::migrate(db, &app.models()).await.unwrap();
        let security = nobody(app, db).await;
        Self::serve(app, security, options).await
    }

    /// The same, with budgets of its own.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_within(app: &App, db: &Db, rates: RatePolicy) -> Self {
        schema::migrate(db, &app.models()).await.unwrap();
        let security = nobody_within(app, db, &rates).await;
        add_person(&security, ADMINISTRATOR, &[ADMIN]).await;
        Self::serve(app, security, SiteOptions::default()).await
    }

    /// The same, with people under settings of their own.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_secured(app: &App, db: &Db, options: SecurityOptions) -> Self {
        schema::migrate(db, &app.models()).await.unwrap();
        let security = nobody_under(app, db, options).await;
        add_person(&security, ADMINISTRATOR, &[ADMIN]).await;
        Self::serve(app, security, SiteOptions::default()).await
    }

    /// The same, by a clock of the test's own.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_by(app: &App, db: &Db, clock: Arc<dyn Clock>) -> Self {
        let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
        options.password_cost = PasswordCost::CHEAPEST;
        Self::start_secured_by(app, db, options, clock).await
    }

    /// The same, with people under settings of their own.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_secured_by(
        app: &App,
        db: &Db,
        options: SecurityOptions,
        clock: Arc<dyn Clock>,
    ) -> Self {
        schema::migrate(db, &app.models()).await.unwrap();
        let security = nobody_by(app, db, options, clock).await;
        add_person(&security, ADMINISTRATOR, &[ADMIN]).await;
        Self::serve(app, security, SiteOptions::default()).await
    }

    /// Serves what is in `db` already, as after a restart with other settings.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn restart(
        app: &App,
        db: &Db,
        options: SecurityOptions,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let security = nobody_by(app, db, options, clock).await;
        Self::serve(app, security, SiteOptions::default()).await
    }

    /// The same under settings of its own, where browsers know passkeys: at `http://localhost` and the port of the address.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_at_localhost(app: &App, db: &Db, options: SecurityOptions) -> Self {
        Self::start_at_localhost_by(app, db, options, Arc::new(SystemClock)).await
    }

    /// The same, by a clock of the test's own.
    ///
    /// # Panics
    ///
    /// When anything goes wrong.
    pub async fn start_at_localhost_by(
        app: &App,
        db: &Db,
        options: SecurityOptions,
        clock: Arc<dyn Clock>,
    ) -> Self {
        schema::migrate(db, &app.models()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut options = options;
        options.post.base_url =
            Some(format!("http://localhost:{}", listener.local_addr().unwrap().port()));
        let security = nobody_by(app, db, options, clock).await;
        add_person(&security, ADMINISTRATOR, &[ADMIN]).await;
        Self::serve_on(listener, app, security, SiteOptions::default())
    }

    async fn serve(app: &App, security: Security, options: SiteOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::serve_on(listener, app, security, options)
    }

    fn serve_on(
        listener: TcpListener,
        app: &App,
        security: Security,
        options: SiteOptions,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let site = app.site(security.clone(), options).unwrap();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(site.serve(listener, async {
            // Also when the sender is dropped.
            let _ = stopped.await;
        }));
        Self { address, security, _stop: stop }
    }

    /// Somebody who is not signed in.
    pub const fn visitor(&self) -> Client {
        Client::new(self.address)
    }

    /// The administrator, signed in.
    pub async fn administrator(&self) -> Client {
        let mut client = self.visitor();
        client.sign_in(ADMINISTRATOR, PASSWORD).await;
        client
    }

    /// Adds somebody with these roles and signs them in.
    ///
    /// # Panics
    ///
    /// When there is no such role.
    pub async fn person(&self, username: &str, roles: &[&str]) -> Client {
        add_person(&self.security, username, roles).await;
        let mut client = self.visitor();
        client.sign_in(username, PASSWORD).await;
        client
    }
}

/// The people of `app` in `db`, whose tables are there: an administrator, and passwords that are cheap to hash.
///
/// # Panics
///
/// When anything goes wrong.
pub async fn security(app: &App, db: &Db) -> Security {
    let security = nobody(app, db).await;
    add_person(&security, ADMINISTRATOR, &[ADMIN]).await;
    security
}

async fn nobody(app: &App, db: &Db) -> Security {
    nobody_within(app, db, &RatePolicy::default()).await
}

async fn nobody_within(app: &App, db: &Db, rates: &RatePolicy) -> Security {
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost::CHEAPEST;
    options.rates = *rates;
    nobody_under(app, db, options).await
}

async fn nobody_under(app: &App, db: &Db, options: SecurityOptions) -> Security {
    nobody_by(app, db, options, Arc::new(SystemClock)).await
}

async fn nobody_by(
    app: &App,
    db: &Db,
    options: SecurityOptions,
    clock: Arc<dyn Clock>,
) -> Security {
    let security = app.security(store(app, db, clock).await, options).unwrap();
    security.prepare().await.unwrap();
    security
}

/// With keys, wrapped by [`KEYS`], where fields are sealed.
async fn store(app: &App, db: &Db, clock: Arc<dyn Clock>) -> Store {
    let store = Store::new(db.clone(), clock.clone());
    if !has_sealed(&app.models()) {
        return store;
    }
    store.with_sealer(sealer(db, clock).await)
}

/// Keys for sealed fields, wrapped by [`KEYS`].
///
/// # Panics
///
/// When anything goes wrong.
pub async fn sealer(db: &Db, clock: Arc<dyn Clock>) -> Arc<dyn Sealer> {
    let wrapper = Arc::new(LocalKey::new(&KEYS.parse::<AppSecret>().unwrap()));
    let vault = KeyVault::open(db.clone(), clock, KeyVaultOptions::new(wrapper)).await.unwrap();
    for purpose in [Purpose::Fields, Purpose::BlindIndex] {
        vault.generate(purpose).await.unwrap();
    }
    Arc::new(vault)
}

async fn add_person(security: &Security, username: &str, roles: &[&str]) {
    let known = security.roles().await.unwrap();
    let ids: Vec<i64> = roles
        .iter()
        .map(|name| match known.iter().find(|role| role.name == *name) {
            Some(role) => role.id,
            None => panic!("there is no role {name}"),
        })
        .collect();
    let new = NewUser { username: username.to_owned(), ..NewUser::default() };
    let password = Password::new(PASSWORD.to_owned());
    security.create_user(new, Some(password), &ids, By::Program).await.unwrap();
}
