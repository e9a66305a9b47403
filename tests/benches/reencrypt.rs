//! How many sealed fields in a second of processor time come under a new key? On SQLite, in memory.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement says what it found, or fails"
)]

use std::fs;
use std::ops::ControlFlow;
use std::sync::Arc;

use fab::clock::SystemClock;
use fab::crypto::AppSecret;
use fab::crypto::keys::{LocalKey, Purpose};
use fab::db::keys::{KEYS, KeyVault, KeyVaultOptions, Reencryption};
use fab::db::{Db, DbOptions, Store, schema};
use fab::models::{
    ColumnType, FieldMeta, Kind, ModelMeta, Record, Scope, SealedField, SealingPlan, Sensitivity,
    Shape, TypeMeta,
};

const SEALED: TypeMeta = {
    let mut column = ColumnType::new(Kind::Text);
    column.sensitivity = Sensitivity::Sealed;
    TypeMeta { shape: Shape::Column(column), nullable: false }
};

static CARD: ModelMeta = ModelMeta::new(
    "card",
    "cards",
    "cards",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("number", "Number", SEALED),
        FieldMeta::new("holder", "Holder", SEALED),
        FieldMeta::new("iban", "IBAN", SEALED),
        FieldMeta::new("note", "Note", SEALED),
    ],
)
.sealing(Some(&SealingPlan::new(
    "card",
    &[
        SealedField::new("number"),
        SealedField::new("holder"),
        SealedField::new("iban"),
        SealedField::new("note"),
    ],
)));

const ROWS: usize = 50_000;

/// The processor time of all threads so far, in seconds.
fn used() -> f64 {
    let mut total = 0.0;
    for task in fs::read_dir("/proc/self/task").unwrap() {
        if let Ok(text) = fs::read_to_string(task.unwrap().path().join("schedstat")) {
            total += text.split(' ').next().unwrap().parse::<f64>().unwrap();
        }
    }
    total / 1e9
}

#[tokio::main]
async fn main() {
    let db = Db::connect(&DbOptions::new("sqlite::memory:")).await.unwrap();
    schema::migrate(&db, &[&CARD, &KEYS]).await.unwrap();
    let clock = Arc::new(SystemClock);
    let wrapper = Arc::new(LocalKey::new(&AppSecret::generate().unwrap()));
    let vault =
        KeyVault::open(db.clone(), clock.clone(), KeyVaultOptions::new(wrapper)).await.unwrap();
    let vault = Arc::new(vault);
    for purpose in [Purpose::Fields, Purpose::BlindIndex] {
        vault.generate(purpose).await.unwrap();
    }
    let store = Store::new(db, clock).with_sealer(vault.clone());
    let record = |row: usize| {
        let mut record = Record::with_defaults(&CARD);
        for name in ["number", "holder", "iban", "note"] {
            record.set(name, format!("{name} {row:026}"));
        }
        record
    };
    store.insert_many(&Scope::system(), (0..ROWS).map(record).collect()).await.unwrap();
    vault.rotate(Purpose::Fields).await.unwrap();
    let before = used();
    let on = |_: &_, _: &_| ControlFlow::Continue(());
    let done = vault.reencrypt(&[&CARD], Reencryption::default(), on).await.unwrap();
    let taken = used() - before;
    assert!(done.failed.is_empty() && done.rows == 50_000);
    let fields = f64::from(u32::try_from(done.sealed).unwrap());
    println!(
        "{} fields in {taken:.2} s of processor time: {:.0} in a second",
        done.sealed,
        fields / taken
    );
}
