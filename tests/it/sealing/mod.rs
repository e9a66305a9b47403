//! Are sealed fields sealed wherever they are kept, and open for whoever holds the keys?

mod cells;
mod commands;
mod conditions;
mod keys;
mod killed;
mod kms;
mod models;
mod reencrypt;
mod tables;

use std::sync::Arc;

use fab::clock::{Clock, SystemClock};
use fab::crypto::AppSecret;
use fab::crypto::keys::{LocalKey, Purpose};
use fab::db::keys::{KEYS, KeyVault, KeyVaultOptions};
use fab::db::{Db, SealingMode, Store, schema};
use fab::models::{Kind, ModelMeta, Record, Scope, Value};

use self::models::{EVERY_KIND, PERSON, PLACE, TICKET};

/// Every model with sealed fields.
const MODELS: &[&ModelMeta] = &[&PERSON, &TICKET, &PLACE, &EVERY_KIND];

/// What the vaults of one database have in common: who wraps their keys.
#[derive(Clone)]
struct Wrapper(Arc<LocalKey>);

impl Wrapper {
    fn new() -> Self {
        Self(Arc::new(LocalKey::new(&AppSecret::generate().unwrap())))
    }

    /// A process of its own, as far as keys go: it knows only what it has read.
    async fn vault(&self, db: &Db, mode: SealingMode) -> Arc<KeyVault> {
        let mut options = KeyVaultOptions::new(self.0.clone());
        options.mode = mode;
        Arc::new(KeyVault::open(db.clone(), clock(), options).await.unwrap())
    }

    async fn store(&self, db: &Db, mode: SealingMode) -> (Store, Arc<KeyVault>) {
        let vault = self.vault(db, mode).await;
        (Store::new(db.clone(), clock()).with_sealer(vault.clone()), vault)
    }
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Tables, and keys of each purpose.
async fn prepared(db: &Db) -> Wrapper {
    let wrapper = Wrapper::new();
    prepared_by(&wrapper, db).await;
    wrapper
}

async fn prepared_by(wrapper: &Wrapper, db: &Db) {
    let models: Vec<&'static ModelMeta> = MODELS.iter().copied().chain([&KEYS]).collect();
    let plan = schema::migrate(db, &models).await.unwrap();
    assert!(plan.refused.is_empty(), "{:?}", plan.refused);
    let live = schema::live(db).await.unwrap();
    let again = schema::plan(&models, &live, db.dialect());
    assert!(again.is_empty(), "{again}");
    let vault = wrapper.vault(db, SealingMode::Strict).await;
    for purpose in [Purpose::Fields, Purpose::BlindIndex] {
        assert!(vault.generate(purpose).await.unwrap().is_some());
    }
}

/// A store with keys over tables that are there.
async fn open(db: &Db) -> (Store, Arc<KeyVault>) {
    prepared(db).await.store(db, SealingMode::Strict).await
}

fn person(name: &str, iban: &str) -> Record {
    let mut record = Record::with_defaults(&PERSON);
    record.set("name", name);
    record.set("iban", iban);
    record.set("note", format!("about {name}"));
    record
}

/// What is inside a cell.
fn inside(record: &Record, column: &str) -> Value {
    record.get(column).exposed().cloned().unwrap_or_else(|| Value::from("(does not open)"))
}

fn is_broken(record: &Record, column: &str) -> bool {
    matches!(record.get(column), Value::Sealed(sealed) if sealed.is_broken())
}

async fn add(store: &Store, record: Record) -> Record {
    store.insert(&Scope::system(), record).await.unwrap()
}

/// The bytes that stand in a column of the row with that number, or of all rows.
async fn kept(db: &Db, table: &'static str, column: &'static str) -> Vec<Option<Vec<u8>>> {
    let mut writer = db.writer();
    writer.push("SELECT ").ident(column).push(" FROM ").ident(table).push(" ORDER BY ").ident("id");
    let rows = db.fetch(writer.finish(&[Kind::Bytes])).await.unwrap();
    let bytes = |value| match value {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    };
    rows.into_iter().flatten().map(bytes).collect()
}

/// Puts bytes into a column of the row with that number, as somebody who can write to the database does.
async fn plant(db: &Db, place: (&'static str, &'static str), id: i64, bytes: Vec<u8>) {
    let mut writer = db.writer();
    writer.push("UPDATE ").ident(place.0).push(" SET ").ident(place.1).push(" = ");
    writer.bind(Kind::Bytes, Value::Bytes(bytes));
    writer.push(" WHERE ").ident("id").push(" = ").bind(Kind::Int, Value::Int(id));
    assert_eq!(db.execute(writer.finish(&[])).await.unwrap(), 1);
}
