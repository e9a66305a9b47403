//! What do the tests of people and sessions live in? A migrated database, a clock by hand, cheap passwords.

use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use fab::clock::ManualClock;
use fab::crypto::keys::{LocalKey, Purpose};
use fab::crypto::{AppSecret, Secret};
use fab::db::keys::{KEYS, KeyVault, KeyVaultOptions};
use fab::db::{Db, SqlWriter, Store, schema};
use fab::models::{ActorId, Condition, Kind, Model, Op, Value};
use fab::security::{
    ADMIN, By, Client, NewUser, Opened, Password, PasswordCost, Policies, RoleSpec, Security,
    SecurityError, SecurityOptions,
};
use fab::testing::TestDb;
use fab_tests::databases::each_database;

use super::roles::Customer;

pub(super) const GOOD: &str = "seven brown llamas knit";
pub(super) const BETTER: &str = "nine blue badgers juggle";
pub(super) const WRONG: &str = "six purple otters swim";

/// A database with users and roles, and the door to them.
pub(super) struct House {
    pub(super) security: Security,
    pub(super) clock: ManualClock,
    pub(super) db: TestDb,
    pub(super) secret: AppSecret,
}

/// Runs `test` in a new house on every database.
pub(super) async fn each_house<F, Fut>(test: F)
where
    F: Fn(House) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        async move { test(House::new(db).await).await }
    })
    .await;
}

pub(super) fn password(text: &str) -> Password {
    Secret::new(text.to_owned())
}

pub(super) fn options() -> SecurityOptions {
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    "Shop".clone_into(&mut options.app_name);
    options.password_cost = PasswordCost::CHEAPEST;
    options.rates.sign_in_account.attempts = 3;
    options.rates.sign_in_address.attempts = 6;
    options.session_idle = Duration::from_mins(30);
    options.session_absolute = Duration::from_hours(2);
    options
}

pub(super) fn specs() -> Vec<RoleSpec> {
    vec![
        RoleSpec::new("Sales")
            .about("Looks after customers")
            .grant(Customer::LIST)
            .grant("order.*"),
        RoleSpec::new("Clerk").grant("customer.*"),
        RoleSpec::new("People").grant("user.*").grant("role.*"),
    ]
}

/// Sales sees the customers whose names begin with that of who asks.
fn policies() -> Policies {
    Policies::new().rows::<Customer>("Sales", |actor| {
        Condition::compare("name", Op::StartsWith, actor.name.as_str())
    })
}

pub(super) fn open(db: &Db, clock: &ManualClock, options: SecurityOptions) -> Security {
    let store = Store::new(db.clone(), Arc::new(clock.clone()));
    Security::new(store, options, specs(), policies()).unwrap()
}

/// The same, with keys: what second factors need.
pub(super) fn sealed(
    db: &Db,
    clock: &ManualClock,
    vault: &Arc<KeyVault>,
    options: SecurityOptions,
) -> Security {
    let store = Store::new(db.clone(), Arc::new(clock.clone())).with_sealer(vault.clone());
    Security::new(store, options, specs(), policies()).unwrap()
}

/// The keys of a database, wrapped by that one; made where there are none.
pub(super) async fn vault(db: &Db, clock: &ManualClock, keys: &AppSecret) -> Arc<KeyVault> {
    let wrapper = Arc::new(LocalKey::new(keys));
    let options = KeyVaultOptions::new(wrapper);
    let vault = KeyVault::open(db.clone(), Arc::new(clock.clone()), options).await.unwrap();
    for purpose in [Purpose::Fields, Purpose::BlindIndex] {
        vault.generate(purpose).await.unwrap();
    }
    Arc::new(vault)
}

pub(super) fn client(address: &str) -> Client {
    let address: IpAddr = address.parse().unwrap();
    Client { address: Some(address), user_agent: Some("Tester/1.0".to_owned()), request_id: None }
}

impl House {
    pub(super) async fn new(db: TestDb) -> Self {
        Self::with(db, options()).await
    }

    /// With options of its own, and keys to seal messages with.
    pub(super) async fn with(db: TestDb, options: SecurityOptions) -> Self {
        let keys = AppSecret::generate().unwrap();
        Self::by(db, ManualClock::at(1_700_000_000), &keys, options).await
    }

    /// By a clock that others look at too, with keys that others can open.
    pub(super) async fn by(
        db: TestDb,
        clock: ManualClock,
        keys: &AppSecret,
        options: SecurityOptions,
    ) -> Self {
        let mut models = fab::security::models();
        models.push(Customer::meta());
        models.push(&KEYS);
        schema::migrate(&db, &models).await.unwrap();
        let secret = options.secret.clone();
        let vault = vault(&db, &clock, keys).await;
        let security = sealed(&db, &clock, &vault, options);
        security.prepare().await.unwrap();
        Self { security, clock, db, secret }
    }

    pub(super) async fn role(&self, name: &str) -> i64 {
        self.security.roles().await.unwrap().into_iter().find(|role| role.name == name).unwrap().id
    }

    /// Makes a user with a good password and these roles.
    pub(super) async fn user(&self, username: &str, roles: &[&str]) -> ActorId {
        let mut ids = Vec::new();
        for role in roles {
            ids.push(self.role(role).await);
        }
        let new = NewUser { username: username.to_owned(), ..NewUser::default() };
        let made = self.security.create_user(new, Some(password(GOOD)), &ids, By::Program).await;
        ActorId(made.unwrap().id)
    }

    pub(super) async fn admin(&self, username: &str) -> ActorId {
        self.user(username, &[ADMIN]).await
    }

    pub(super) async fn login(&self, username: &str, typed: &str) -> Result<Opened, SecurityError> {
        self.security.login(username, password(typed), &client("192.0.2.1")).await
    }

    /// The only value that a statement of these pieces gives.
    pub(super) async fn number(&self, sql: &'static str) -> i64 {
        let statement = SqlWriter::new(self.db.dialect()).push(sql).finish(&[Kind::Int]);
        match self.db.fetch(statement).await.unwrap()[0][0] {
            Value::Int(number) => number,
            ref other => panic!("{other:?}"),
        }
    }
}

/// Runs `count` futures at the same time and gathers their results.
pub(super) async fn at_once<T, Fut>(count: usize, make: impl Fn(usize) -> Fut) -> Vec<T>
where
    T: Send + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    let start = Arc::new(tokio::sync::Barrier::new(count));
    let tasks: Vec<_> = (0..count)
        .map(|index| {
            let (start, work) = (Arc::clone(&start), make(index));
            tokio::spawn(async move {
                start.wait().await;
                work.await
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
