//! Do keys come, change and go as they should, in every process at once?

use std::sync::Arc;

use fab::crypto::AppSecret;
use fab::crypto::keys::{KeyId, KeyState, LocalKey, Purpose, WrapError};
use fab::db::keys::{Depth, KeyError, KeyVault, KeyVaultOptions, Reencryption};
use fab::db::{DbError, SealingError, SealingMode, Store, StoreError, Update};
use fab::models::{Condition, Key, Scope, Value};
use fab_tests::databases::each_database;

use super::models::PERSON;
use super::{MODELS, add, clock, inside, is_broken, kept, open, person, prepared};

async fn find(store: &Store, iban: &str) -> Vec<String> {
    let condition = Condition::eq("iban", iban);
    let rows = store.find(&PERSON, &Scope::system(), &condition, &[], 9).await.unwrap();
    rows.iter().map(|row| row.get("name").as_text().unwrap().to_owned()).collect()
}

/// The key that a cell names.
fn key_of(kept: &[Option<Vec<u8>>], row: usize) -> u32 {
    let bytes = kept[row].as_ref().unwrap();
    u32::from_be_bytes(bytes[4..8].try_into().unwrap())
}

#[tokio::test]
async fn whoever_makes_the_first_keys_at_the_same_time_gets_the_same() {
    each_database(|db| async move {
        let wrapper = super::Wrapper::new();
        fab::db::schema::migrate(&db, &[&fab::db::KEYS]).await.unwrap();
        let mut tasks = Vec::new();
        for _ in 0..6 {
            let vault = wrapper.vault(&db, SealingMode::Strict).await;
            tasks.push(tokio::spawn(async move {
                let made = vault.generate(Purpose::Fields).await.unwrap();
                (made, vault.active(Purpose::Fields))
            }));
        }
        let mut made = 0;
        for task in tasks {
            let (by_it, active) = task.await.unwrap();
            made += usize::from(by_it.is_some());
            assert_eq!(active, KeyId::new(1));
        }
        assert_eq!(made, 1);
    })
    .await;
}

#[tokio::test]
async fn of_those_who_rotate_at_the_same_time_every_one_is_told_what_became_of_it() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let mut tasks = Vec::new();
        for _ in 0..6 {
            let vault = wrapper.vault(&db, SealingMode::Strict).await;
            tasks.push(tokio::spawn(async move { vault.rotate(Purpose::Fields).await }));
        }
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => won += 1,
                Err(error) => assert!(matches!(error, KeyError::Changed { .. }), "{error:?}"),
            }
        }
        let records = wrapper.vault(&db, SealingMode::Strict).await.records().await.unwrap();
        let of = |state| {
            let fields = records.iter().filter(|key| key.purpose == Purpose::Fields);
            fields.filter(|key| key.state == state).count()
        };
        assert!(won >= 1);
        assert_eq!((of(KeyState::Active), of(KeyState::DecryptOnly)), (1, won));
    })
    .await;
}

#[tokio::test]
async fn a_rotation_holds_at_once_in_a_process_that_has_not_heard_of_it() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let (one, vault) = wrapper.store(&db, SealingMode::Strict).await;
        let (other, _) = wrapper.store(&db, SealingMode::Strict).await;
        add(&one, person("Ada", "DE01")).await;
        let new = vault.rotate(Purpose::Fields).await.unwrap();
        let index = vault.rotate(Purpose::BlindIndex).await.unwrap();
        assert_ne!(new, index);
        // The other process writes with the new keys, and reads what was written with the old.
        let bob = add(&other, person("Bob", "DE02")).await;
        assert_eq!(key_of(&kept(&db, "people", "iban").await, 1), new.get());
        assert_eq!(
            (find(&other, "DE01").await, find(&one, "DE02").await),
            (vec!["Ada".into()], vec!["Bob".to_owned()])
        );
        // It meets a key that it does not know while it reads.
        let again = vault.rotate(Purpose::Fields).await.unwrap();
        let change = Update::new(&PERSON).set("iban", "DE03");
        one.update(&Scope::system(), &bob.key(), change).await.unwrap();
        assert_eq!(key_of(&kept(&db, "people", "iban").await, 1), again.get());
        let row = other.get(&PERSON, &Scope::system(), &bob.key()).await.unwrap();
        assert_eq!(inside(&row.record, "iban"), Value::from("DE03"));
    })
    .await;
}

#[tokio::test]
async fn a_value_that_is_to_be_unique_is_so_whoever_comes_first() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let tasks = (0..16).map(|number| {
            let store = store.clone();
            let iban = if number % 2 == 0 { "DE01" } else { "de01" };
            tokio::spawn(async move {
                store.insert(&Scope::system(), person(&format!("P{number}"), iban)).await
            })
        });
        refused_but_one(tasks.collect()).await;
        let key = Key::new(vec![Value::Int(
            add(&store, person("Z", "DE99")).await.get("id").as_int().unwrap(),
        )]);
        let change = Update::new(&PERSON).set("iban", "De01");
        let refused = store.update(&Scope::system(), &key, change).await.unwrap_err();
        let StoreError::Invalid(violations) = refused else { panic!("{refused:?}") };
        assert_eq!(violations.of("iban")[0].code(), "unique");
    })
    .await;
}

type Inserted = tokio::task::JoinHandle<Result<fab::models::Record, StoreError>>;

/// One of them is in, and the others were refused at the field.
async fn refused_but_one(tasks: Vec<Inserted>) {
    let mut inserted = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => inserted += 1,
            Err(StoreError::Invalid(violations)) => {
                assert_eq!(violations.of("iban")[0].code(), "unique");
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(inserted, 1);
}

#[tokio::test]
async fn a_value_is_unique_while_rows_are_under_two_keys() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let (_, vault) = wrapper.store(&db, SealingMode::Strict).await;
        // Eight processes that know the old key only, and a rotation in their midst.
        let mut tasks = Vec::new();
        for number in 0..16 {
            let (store, _) = wrapper.store(&db, SealingMode::Strict).await;
            let vault = vault.clone();
            tasks.push(tokio::spawn(async move {
                if number == 5 {
                    vault.rotate(Purpose::BlindIndex).await.unwrap();
                }
                store.insert(&Scope::system(), person(&format!("P{number}"), "DE01")).await
            }));
        }
        refused_but_one(tasks).await;
        // A row under the old key, and another that wants its value under the new one.
        let (store, _) = wrapper.store(&db, SealingMode::Strict).await;
        add(&store, person("Old", "DE02")).await;
        vault.rotate(Purpose::BlindIndex).await.unwrap();
        let (store, _) = wrapper.store(&db, SealingMode::Strict).await;
        let refused = store.insert(&Scope::system(), person("New", "de02")).await.unwrap_err();
        let StoreError::Invalid(violations) = refused else { panic!("{refused:?}") };
        assert_eq!(violations.of("iban")[0].code(), "unique");
    })
    .await;
}

#[tokio::test]
async fn a_key_is_destroyed_only_when_nothing_needs_it() {
    each_database(|db| async move {
        let (store, vault) = open(&db).await;
        add(&store, person("Ada", "DE01")).await;
        let destroy = async |key: KeyId| vault.destroy(key.get(), MODELS).await;
        let [fields, index] =
            [Purpose::Fields, Purpose::BlindIndex].map(|of| vault.active(of).unwrap());
        assert!(matches!(
            destroy(fields).await,
            Err(KeyError::State { state: KeyState::Active, .. })
        ));
        vault.rotate(Purpose::Fields).await.unwrap();
        vault.rotate(Purpose::BlindIndex).await.unwrap();
        for key in [fields, index] {
            let refused = destroy(key).await.unwrap_err();
            assert!(matches!(refused, KeyError::InUse { cells: 1 | 2, .. }), "{refused:?}");
        }
        let go_on = |_: &_, _: &_| std::ops::ControlFlow::Continue(());
        vault.reencrypt(MODELS, Reencryption::default(), go_on).await.unwrap();
        for key in [fields, index] {
            destroy(key).await.unwrap();
            assert!(matches!(destroy(key).await, Err(KeyError::State { .. })));
        }
        assert!(matches!(vault.destroy(99, MODELS).await, Err(KeyError::Unknown { key: 99 })));
        let records = vault.records().await.unwrap();
        let gone: Vec<_> = records.iter().filter(|key| key.state == KeyState::Destroyed).collect();
        assert!(gone.len() == 2 && gone.iter().all(|key| key.wrapped.is_empty()));
        assert_eq!(find(&store, "DE01").await, ["Ada"]);
        let survey = vault.survey(MODELS, Depth::Opened, |_, _| ()).await.unwrap();
        assert!(survey.failed.is_empty() && survey.unindexed == 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_sealed_with_a_destroyed_key_says_so() {
    each_database(|db| async move {
        let (store, vault) = open(&db).await;
        let key = add(&store, person("Ada", "DE01")).await.key();
        let old = kept(&db, "people", "iban").await[0].clone().unwrap();
        let fields = vault.rotate(Purpose::Fields).await.unwrap().get() - 2;
        let go_on = |_: &_, _: &_| std::ops::ControlFlow::Continue(());
        vault.reencrypt(MODELS, Reencryption::default(), go_on).await.unwrap();
        vault.destroy(fields, MODELS).await.unwrap();
        // A copy from before, put back.
        super::plant(&db, ("people", "iban"), 1, old).await;
        assert!(is_broken(
            &store.get(&PERSON, &Scope::system(), &key).await.unwrap().record,
            "iban"
        ));
        let survey = vault.survey(MODELS, Depth::Opened, |_, _| ()).await.unwrap();
        assert_eq!(survey.failed[0].reason, "its key was destroyed");
    })
    .await;
}

#[tokio::test]
async fn keys_do_not_open_with_another_key_of_the_settings() {
    each_database(|db| async move {
        prepared(&db).await;
        let stranger = Arc::new(LocalKey::new(&AppSecret::generate().unwrap()));
        let opened = KeyVault::open(db.clone(), clock(), KeyVaultOptions::new(stranger)).await;
        assert!(matches!(opened, Err(KeyError::Wrap(WrapError::NotHere { .. }))), "{opened:?}");
    })
    .await;
}

#[tokio::test]
async fn without_an_active_key_nothing_is_written() {
    each_database(|db| async move {
        let wrapper = super::Wrapper::new();
        let models: Vec<_> = MODELS.iter().copied().chain([&fab::db::KEYS]).collect();
        fab::db::schema::migrate(&db, &models).await.unwrap();
        let (store, _) = wrapper.store(&db, SealingMode::Strict).await;
        let refused = store.insert(&Scope::system(), person("Ada", "DE01")).await.unwrap_err();
        let changed = DbError::from(SealingError::KeysChanged).to_string();
        assert_eq!(refused.to_string(), "the database failed");
        let StoreError::Database(error) = refused else { panic!("no error of the database") };
        assert_eq!(error.to_string(), changed);
    })
    .await;
}
