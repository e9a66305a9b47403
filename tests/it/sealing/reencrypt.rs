//! Does everything come under the new keys, whatever else happens meanwhile, and is nothing lost?

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fab::crypto::keys::Purpose;
use fab::db::keys::{Depth, KeyVault, Reencrypted, Reencryption};
use fab::db::{SealingMode, Store, Update};
use fab::models::{Condition, Key, ModelMeta, Record, Scope, Value};
use fab_tests::databases::each_database;

use super::models::PERSON;
use super::{MODELS, add, inside, kept, open, person, plant, prepared};

/// Small batches, so that there are many of them.
fn small() -> Reencryption {
    Reencryption { batch: 7, ..Reencryption::default() }
}

fn on(_: &'static ModelMeta, _: &Reencrypted) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

async fn people(store: &Store, count: usize) {
    let all = (0..count).map(|number| person(&format!("P{number}"), &format!("DE{number}")));
    store.insert_many(&Scope::system(), all.collect()).await.unwrap();
}

async fn all(store: &Store) -> Vec<Record> {
    store.find(&PERSON, &Scope::system(), &Condition::Everything, &[], 999).await.unwrap()
}

/// Every cell is under the active keys, and opens.
async fn is_whole(vault: &KeyVault, cells: u64) {
    let survey = vault.survey(MODELS, Depth::Opened, |_, _| ()).await.unwrap();
    let active = vault.active(Purpose::Fields).unwrap();
    assert!(survey.failed.is_empty(), "{:?}", survey.failed);
    assert_eq!(survey.cells.into_iter().collect::<Vec<_>>(), [(active, cells)]);
    assert_eq!((survey.plain, survey.unindexed), (0, 0));
}

#[tokio::test]
async fn every_cell_comes_under_the_new_keys_and_a_second_time_nothing_is_left() {
    each_database(|db| async move {
        let (store, vault) = open(&db).await;
        people(&store, 30).await;
        vault.rotate(Purpose::Fields).await.unwrap();
        vault.rotate(Purpose::BlindIndex).await.unwrap();
        let dry = Reencryption { dry_run: true, ..small() };
        let would = vault.reencrypt(MODELS, dry, on).await.unwrap();
        assert_eq!((would.rows, would.sealed, would.hashed), (30, 60, 30));
        let done = vault.reencrypt(MODELS, small(), on).await.unwrap();
        assert_eq!((done.rows, done.sealed, done.hashed, done.overtaken), (30, 60, 30, 0));
        is_whole(&vault, 60).await;
        let again = vault.reencrypt(MODELS, small(), on).await.unwrap();
        assert_eq!((again.rows, again.sealed, again.hashed), (30, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_lost_while_others_write_and_it_is_stopped_half_way() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let (store, vault) = wrapper.store(&db, SealingMode::Strict).await;
        people(&store, 40).await;
        let over = Arc::new(AtomicBool::new(false));
        // Each writer has rows of its own, so that it knows what must stand there in the end.
        let mut writers = Vec::new();
        for writer in 0..8_i64 {
            let (store, _) = wrapper.store(&db, SealingMode::Strict).await;
            let over = Arc::clone(&over);
            writers.push(tokio::spawn(async move {
                let mut last = Vec::new();
                let mut round = 0;
                while !over.load(Ordering::Relaxed) || round < 2 {
                    last.clear();
                    for row in 0..5 {
                        let (id, note) = (writer * 5 + row + 1, format!("{writer} {row} {round}"));
                        let change = Update::new(&PERSON)
                            .set("note", note.as_str())
                            .set("iban", format!("DE{writer}-{row}-{round}"));
                        let key = Key::new(vec![Value::Int(id)]);
                        store.update(&Scope::system(), &key, change).await.unwrap();
                        last.push((id, note));
                    }
                    round += 1;
                }
                last
            }));
        }
        vault.rotate(Purpose::Fields).await.unwrap();
        vault.rotate(Purpose::BlindIndex).await.unwrap();
        let mut batches = 0;
        let half = |_: &'static ModelMeta, _: &Reencrypted| {
            batches += 1;
            if batches == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let stopped = vault.reencrypt(MODELS, small(), half).await.unwrap();
        assert!(stopped.stopped && stopped.rows < 40);
        // Another process takes up what is left.
        let other = wrapper.vault(&db, SealingMode::Strict).await;
        let done = other.reencrypt(MODELS, small(), on).await.unwrap();
        assert!(done.failed.is_empty() && !done.stopped, "{:?}", done.failed);
        over.store(true, Ordering::Relaxed);
        let mut wanted = Vec::new();
        for writer in writers {
            wanted.extend(writer.await.unwrap());
        }
        is_whole(&other, 80).await;
        let mut found: Vec<(i64, String)> = Vec::new();
        for row in all(&store).await {
            let note = inside(&row, "note").as_text().unwrap().to_owned();
            found.push((row.get("id").as_int().unwrap(), note));
        }
        wanted.sort();
        found.sort();
        assert_eq!(found, wanted);
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_the_clear_is_migrated_and_then_strict_reads_it() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let (store, vault) = wrapper.store(&db, SealingMode::Migrating).await;
        people(&store, 5).await;
        for number in 1..=3 {
            plant(&db, ("people", "iban"), number, format!("OLD{number}").into_bytes()).await;
        }
        let strict = wrapper.vault(&db, SealingMode::Strict).await;
        let refused = strict.reencrypt(MODELS, small(), on).await.unwrap();
        assert_eq!((refused.failed.len(), refused.sealed), (3, 0));
        assert_eq!(refused.failed[0].reason, "it is not sealed");
        let done = vault.reencrypt(MODELS, small(), on).await.unwrap();
        assert_eq!((done.plain, done.sealed, done.hashed, done.failed.len()), (3, 3, 3, 0));
        is_whole(&strict, 10).await;
        let (store, _) = wrapper.store(&db, SealingMode::Strict).await;
        let condition = Condition::eq("iban", "old2");
        let rows = store.find(&PERSON, &Scope::system(), &condition, &[], 9).await.unwrap();
        assert_eq!(inside(&rows[0], "iban"), Value::from("OLD2"));
    })
    .await;
}

#[tokio::test]
async fn a_value_that_another_row_has_stays_where_it_is_and_is_named() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let (store, vault) = wrapper.store(&db, SealingMode::Migrating).await;
        people(&store, 9).await;
        plant(&db, ("people", "iban"), 4, b"de0".to_vec()).await;
        plant(&db, ("people", "iban"), 5, b"NEW".to_vec()).await;
        let done = vault.reencrypt(MODELS, Reencryption::default(), on).await.unwrap();
        assert_eq!((done.rows, done.plain, done.failed.len()), (9, 1, 1));
        assert_eq!(done.failed[0].key, Key::new(vec![Value::Int(4)]));
        assert_eq!(kept(&db, "people", "iban").await[3].as_deref(), Some(&b"de0"[..]));
    })
    .await;
}

#[tokio::test]
async fn cells_that_do_not_open_are_named_and_left_alone() {
    each_database(|db| async move {
        let (store, vault) = open(&db).await;
        people(&store, 3).await;
        let mut cell = kept(&db, "people", "note").await[1].clone().unwrap();
        *cell.last_mut().unwrap() ^= 1;
        plant(&db, ("people", "note"), 2, cell.clone()).await;
        vault.rotate(Purpose::Fields).await.unwrap();
        let done = vault.reencrypt(MODELS, small(), on).await.unwrap();
        assert_eq!((done.failed.len(), done.sealed), (1, 5));
        assert_eq!(
            done.failed[0].to_string(),
            "people.note of row 2: it was changed, or belongs elsewhere"
        );
        assert_eq!(kept(&db, "people", "note").await[1], Some(cell));
        add(&store, person("New", "DE99")).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_killed_in_the_middle_goes_on_where_it_was() {
    each_database(|db| async move {
        let wrapper = prepared(&db).await;
        let (store, vault) = wrapper.store(&db, SealingMode::Strict).await;
        people(&store, 60).await;
        vault.rotate(Purpose::Fields).await.unwrap();
        vault.rotate(Purpose::BlindIndex).await.unwrap();
        let begun = Arc::new(tokio::sync::Notify::new());
        let said = Arc::clone(&begun);
        let killed = tokio::spawn(async move {
            let tell = |_: &'static ModelMeta, done: &Reencrypted| {
                if done.rows > 20 {
                    said.notify_one();
                }
                ControlFlow::Continue(())
            };
            let slow = Reencryption { rate: Some(70), ..small() };
            vault.reencrypt(MODELS, slow, tell).await
        });
        begun.notified().await;
        killed.abort();
        assert!(killed.await.unwrap_err().is_cancelled());
        let other = wrapper.vault(&db, SealingMode::Strict).await;
        let done = other.reencrypt(MODELS, small(), on).await.unwrap();
        assert!(done.sealed > 0 && done.sealed < 120, "a part was done before: {}", done.sealed);
        is_whole(&other, 120).await;
    })
    .await;
}
