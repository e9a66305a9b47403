//! Does a cell come back as it went in, hold nothing in the clear, and open in its own place only?

use std::sync::{Arc, Mutex};

use fab::db::{
    BrokenCell, DbError, SealObserver, SealingError, SealingMode, Store, StoreError, Update,
};
use fab::models::{Condition, Hook, Key, ListState, Record, Scope, Sealed, Value, Violations};
use fab_tests::databases::each_database;
use serde_json::json;

use super::models::{EVERY_KIND, PERSON, PLACE, TICKET};
use super::{add, clock, inside, is_broken, kept, open, person, plant, prepared};

fn every_value() -> Vec<(&'static str, Value)> {
    let at = chrono::DateTime::from_timestamp(1_700_000_000, 123_456_000).unwrap();
    vec![
        ("flag", Value::Bool(true)),
        ("whole", Value::Int(i64::MIN)),
        ("number", Value::Float(-0.1)),
        ("price", Value::Decimal("12345.60".parse().unwrap())),
        ("words", Value::from("Ada's 🦀 canary")),
        ("day", Value::Date(at.date_naive())),
        ("hour", Value::Time(at.time())),
        ("instant", Value::Timestamp(at)),
        ("moment", Value::DateTime(at.naive_utc())),
        ("mark", Value::Uuid(uuid::Uuid::from_u128(7))),
        ("document", Value::Json(json!({"a": [1, "canary", null]}))),
        ("blob", Value::Bytes(vec![0, 255, 0xFA, 1])),
    ]
}

#[tokio::test]
async fn every_kind_of_value_comes_back_and_stands_nowhere_in_the_clear() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let mut record = Record::with_defaults(&EVERY_KIND);
        for (name, value) in every_value() {
            assert!(record.set(name, value));
        }
        let added = add(&store, record).await;
        add(&store, Record::with_defaults(&EVERY_KIND)).await;
        let scope = Scope::system();
        let row = store.get(&EVERY_KIND, &scope, &added.key()).await.unwrap();
        for (name, value) in every_value() {
            assert_eq!(inside(&row.record, name), value, "{name}");
            let mut all = kept(&db, "every_kind", name).await;
            all.sort();
            assert_eq!(all[0], None, "{name}: what is absent is NULL");
            let bytes = all[1].clone().unwrap();
            assert_eq!(bytes[..2], [0xFA, 1], "{name}");
            assert!(!String::from_utf8_lossy(&bytes).contains("canary"), "{name}");
        }
        let absent = Condition::IsNull("words");
        let found = store.find(&EVERY_KIND, &scope, &absent, &[], 9).await.unwrap();
        assert!(
            found.len() == 1 && every_value().iter().all(|(name, _)| found[0].get(name).is_null())
        );
    })
    .await;
}

#[tokio::test]
async fn an_empty_text_is_sealed_and_is_not_nothing() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let mut record = person("Ada", "DE01");
        record.set("note", "");
        let key = add(&store, record).await.key();
        let row = store.get(&PERSON, &Scope::system(), &key).await.unwrap();
        assert_eq!(inside(&row.record, "note"), Value::from(""));
        assert!(kept(&db, "people", "note").await[0].as_ref().unwrap().len() > 40);
    })
    .await;
}

#[tokio::test]
async fn values_of_one_length_and_padded_ones_cannot_be_told_apart() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        for (number, note) in ["no", "a much longer note"].into_iter().enumerate() {
            let mut record = person("Ada", &format!("DE0{number}"));
            record.set("note", note);
            add(&store, record).await;
        }
        let all = kept(&db, "people", "note").await;
        assert_eq!(all[0].as_ref().map(Vec::len), all[1].as_ref().map(Vec::len));
    })
    .await;
}

#[tokio::test]
async fn an_update_seals_what_changed_and_leaves_the_rest_alone() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let scope = Scope::system();
        let key = add(&store, person("Ada", "DE01")).await.key();
        let (iban, note) = (kept(&db, "people", "iban").await, kept(&db, "people", "note").await);
        let change = Update::new(&PERSON).set("note", "changed").set("iban", "DE01");
        let changed = store.update(&scope, &key, change).await.unwrap();
        assert_eq!(
            (inside(&changed, "note"), changed.get("version")),
            ("changed".into(), &Value::Int(2))
        );
        assert_eq!(kept(&db, "people", "iban").await, iban);
        assert_ne!(kept(&db, "people", "note").await, note);
        let same = Update::new(&PERSON).set("note", "changed");
        assert_eq!(store.update(&scope, &key, same).await.unwrap(), changed);
        let stale = Update::new(&PERSON).set("note", "again").based_on(Value::Int(1));
        let refused = store.update(&scope, &key, stale).await;
        let Err(StoreError::Stale { current }) = refused else { panic!("{refused:?}") };
        assert_eq!(inside(&current, "note"), Value::from("changed"));
    })
    .await;
}

#[tokio::test]
async fn a_row_under_another_key_is_sealed_anew() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let mut record = Record::with_defaults(&TICKET);
        record.set("id", "a");
        record.set("secret", "hush");
        add(&store, record).await;
        let before = kept(&db, "tickets", "secret").await;
        let scope = Scope::system();
        let moved = Update::new(&TICKET).set("id", "b");
        store.update(&scope, &Key::new(vec!["a".into()]), moved).await.unwrap();
        let key = Key::new(vec!["b".into()]);
        let row = store.get(&TICKET, &scope, &key).await.unwrap();
        assert_eq!(inside(&row.record, "secret"), Value::from("hush"));
        assert_ne!(kept(&db, "tickets", "secret").await, before);
    })
    .await;
}

/// Notes what it is told.
#[derive(Debug, Default)]
struct Notes(Mutex<Vec<(String, String, &'static str)>>);

impl SealObserver for Notes {
    fn broken(&self, cell: &BrokenCell<'_>) {
        let note = (cell.column.to_owned(), cell.key.to_segment(), cell.reason);
        self.0.lock().unwrap().push(note);
    }
}

#[tokio::test]
async fn what_was_moved_or_altered_does_not_open_and_the_rest_of_the_page_does() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let notes = Arc::new(Notes::default());
        let store = store.with_seal_observer(notes.clone());
        let scope = Scope::system();
        for number in 1..=4 {
            add(&store, person("Ada", &format!("DE0{number}"))).await;
        }
        let iban = kept(&db, "people", "iban").await;
        let note = kept(&db, "people", "note").await;
        // From another row, from another column, altered in its last byte.
        plant(&db, ("people", "iban"), 1, iban[1].clone().unwrap()).await;
        plant(&db, ("people", "note"), 2, iban[1].clone().unwrap()).await;
        let mut altered = note[2].clone().unwrap();
        *altered.last_mut().unwrap() ^= 1;
        plant(&db, ("people", "note"), 3, altered).await;
        plant(&db, ("people", "iban"), 3, b"DE03".to_vec()).await;
        let rows = store.find(&PERSON, &scope, &Condition::Everything, &[], 9).await.unwrap();
        let broken: Vec<(bool, bool)> =
            rows.iter().map(|row| (is_broken(row, "iban"), is_broken(row, "note"))).collect();
        assert_eq!(broken, [(true, false), (false, true), (true, true), (false, false)]);
        assert_eq!(notes.0.lock().unwrap().len(), 4);
        assert!(notes.0.lock().unwrap().contains(&("iban".into(), "3".into(), "it is not sealed")));
        // A page opens what its masks show, and nothing else.
        let state = ListState::new(&PERSON);
        let page = store.page(&PERSON, &scope, &state, &Condition::Everything).await.unwrap();
        assert!(is_broken(&page.rows[0].record, "iban"));
        assert_eq!(inside(&page.rows[3].record, "iban"), Value::from("DE04"));
        let is_closed =
            |value: &Value| matches!(value, Value::Sealed(cell) if cell.envelope().is_some());
        assert!(page.rows.iter().all(|row| is_closed(row.record.get("note"))));
        // A change of something else leaves the broken cell as it is.
        let key = Key::new(vec![Value::Int(1)]);
        let change = Update::new(&PERSON).set("name", "Grace");
        assert!(is_broken(&store.update(&scope, &key, change).await.unwrap(), "iban"));
        assert_eq!(kept(&db, "people", "iban").await[0], iban[1]);
        // And it can be given a value again.
        let change = Update::new(&PERSON).set("iban", "DE01");
        store.update(&scope, &key, change).await.unwrap();
        let row = store.get(&PERSON, &scope, &key).await.unwrap();
        assert_eq!(inside(&row.record, "iban"), Value::from("DE01"));
    })
    .await;
}

#[tokio::test]
async fn a_cell_of_another_table_does_not_open_though_row_and_column_have_the_same_names() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        add(&store, person("Ada", "DE01")).await;
        let mut place = Record::with_defaults(&PLACE);
        place.set("town", "Rome");
        add(&store, place).await;
        let iban = kept(&db, "people", "iban").await[0].clone().unwrap();
        plant(&db, ("places", "town"), 1, iban).await;
        let rows = store.find(&PLACE, &Scope::system(), &Condition::Everything, &[], 9).await;
        assert!(is_broken(&rows.unwrap()[0], "town"));
    })
    .await;
}

#[tokio::test]
async fn without_keys_a_model_with_sealed_fields_is_neither_read_nor_written() {
    each_database(|db| async move {
        prepared(&db).await;
        let (store, scope) = (Store::new(db.clone(), clock()), Scope::system());
        let is_refused = |error: StoreError| {
            assert!(
                matches!(
                    &error,
                    StoreError::Database(DbError::Sealing(SealingError::NoKeys { .. }))
                ),
                "{error:?}"
            );
        };
        is_refused(store.insert(&scope, person("Ada", "DE01")).await.unwrap_err());
        is_refused(store.find(&PERSON, &scope, &Condition::Everything, &[], 1).await.unwrap_err());
        let by_value = Condition::eq("iban", "DE01");
        is_refused(store.count(&PERSON, &scope, &by_value, 1).await.unwrap_err());
        assert!(kept(&db, "people", "iban").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_ciphertext_is_never_written_as_if_it_were_a_value() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let scope = Scope::system();
        let key = add(&store, person("Ada", "DE01")).await.key();
        let closed =
            Value::Sealed(Sealed::closed(kept(&db, "people", "iban").await[0].clone().unwrap()));
        let change = Update::new(&PERSON).set("note", closed);
        let refused = store.update(&scope, &key, change).await.unwrap_err();
        let StoreError::Database(DbError::Sealing(SealingError::NotSealed { column, .. })) =
            refused
        else {
            panic!("{refused:?}")
        };
        assert_eq!(column, "note");
    })
    .await;
}

/// Refuses an account number that it does not like, and sees it to do so.
#[derive(Debug)]
struct NoFrench;

impl Hook for NoFrench {
    fn before_update(&self, change: &mut fab::models::Change<'_>) -> Result<(), Violations> {
        let iban = change.record.get("iban").exposed().and_then(Value::as_text).unwrap_or_default();
        if iban.starts_with("FR") {
            let violation = fab::models::Violation::new("french", "Not from there");
            return Err(Violations::at("iban", violation));
        }
        Ok(())
    }
}

#[tokio::test]
async fn hooks_see_opened_values() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let store = store.with_hook("person", Arc::new(NoFrench));
        let key = add(&store, person("Ada", "DE01")).await.key();
        let change = Update::new(&PERSON).set("iban", "FR01");
        let refused = store.update(&Scope::system(), &key, change).await.unwrap_err();
        assert!(matches!(refused, StoreError::Invalid(_)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_migrating_store_reads_what_stands_in_the_clear_and_counts_it() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let (store, vault) = wrapper.store(&db, SealingMode::Migrating).await;
        let key = add(&store, person("Ada", "DE01")).await.key();
        plant(&db, ("people", "iban"), 1, b"DE01".to_vec()).await;
        let row = store.get(&PERSON, &Scope::system(), &key).await.unwrap();
        assert_eq!((inside(&row.record, "iban"), vault.plain_reads()), ("DE01".into(), 1));
        let (strict, _) = wrapper.store(&db, SealingMode::Strict).await;
        let row = strict.get(&PERSON, &Scope::system(), &key).await.unwrap();
        assert!(is_broken(&row.record, "iban"));
        let change = Update::new(&PERSON).set("iban", "DE02");
        store.update(&Scope::system(), &key, change).await.unwrap();
        let row = strict.get(&PERSON, &Scope::system(), &key).await.unwrap();
        assert_eq!(inside(&row.record, "iban"), Value::from("DE02"));
    })
    .await;
}
