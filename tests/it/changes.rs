//! Does the store keep its promises when rows change, on every database?

use std::sync::{Arc, Mutex};

use fab::clock::ManualClock;
use fab::db::schema::migrate;
use fab::db::{Db, Store, StoreError, Total, Update};
use fab::models::{Change, Event, EventKind, Hook, Key, Value, Violation, Violations};
use fab::prelude::*;
use fab_tests::databases::each_database;

/// Somebody who buys.
#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Buyer {
    #[admin(key)]
    id: i64,
    #[admin(max_length = 20)]
    name: String,
    #[admin(unique, max_length = 40)]
    email: Option<String>,
    region: i64,
    #[admin(version)]
    version: i64,
}

/// What somebody bought.
#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Purchase {
    #[admin(key)]
    id: i64,
    buyer: ForeignKey<Buyer>,
    #[admin(max_length = 40)]
    note: Option<String>,
}

/// A row with a key made by the program.
#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Parcel {
    #[admin(key)]
    id: Uuid,
    #[admin(max_length = 20)]
    label: String,
}

/// A row that two columns address.
#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Stock {
    #[admin(key, max_length = 20)]
    place: String,
    #[admin(key)]
    shelf: i64,
    amount: i64,
}

fn buyer(name: &str, email: Option<&str>, region: i64) -> Buyer {
    let (name, email) = (name.to_owned(), email.map(str::to_owned));
    Buyer { id: 0, name, email, region, version: 0 }
}

async fn store(db: &Db) -> Store {
    let models = [Buyer::meta(), Purchase::meta(), Parcel::meta(), Stock::meta()];
    let plan = migrate(db, &models).await.unwrap();
    assert!(plan.refused.is_empty(), "{:?}", plan.refused);
    Store::new(db.clone(), Arc::new(ManualClock::at(1_700_000_000))).with_models(&models)
}

fn violations(result: Result<impl std::fmt::Debug, StoreError>) -> Violations {
    match result {
        Err(StoreError::Invalid(violations)) => violations,
        other => panic!("expected violations, found {other:?}"),
    }
}

fn only_code(violations: &Violations, column: &str) -> &'static str {
    let found = violations.of(column);
    assert_eq!((found.len(), violations.columns().count()), (1, 1), "{violations}");
    found[0].code()
}

#[tokio::test]
async fn a_row_is_added_changed_and_deleted() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let added = store.add(&scope, &buyer("Ada", Some("ada@example.com"), 1)).await.unwrap();
        assert!(added.id > 0);
        assert_eq!(added.version, 1);
        let change = Update::new(Buyer::meta()).set("name", "Ada L.").based_on(Value::Int(1));
        let changed = store.update(&scope, &added.key(), change).await.unwrap();
        assert_eq!(changed.get("version"), &Value::Int(2));
        let found: Buyer = store.load(&scope, &added.key()).await.unwrap();
        assert_eq!(found, Buyer { name: "Ada L.".to_owned(), version: 2, ..added.clone() });
        store.delete(Buyer::meta(), &scope, &added.key(), Some(Value::Int(2))).await.unwrap();
        let gone = store.get(Buyer::meta(), &scope, &added.key()).await;
        assert!(matches!(gone, Err(StoreError::NotFound)));
        let again = store.delete(Buyer::meta(), &scope, &added.key(), None).await;
        assert!(matches!(again, Err(StoreError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn keys_of_every_shape_address_their_row() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let parcel = Parcel { id: Uuid::nil(), label: "x".to_owned() };
        let parcel = store.add(&scope, &parcel).await.unwrap();
        assert_eq!(parcel.id.get_version_num(), 7);
        assert_eq!(store.load::<Parcel>(&scope, &parcel.key()).await.unwrap(), parcel);
        let stock = Stock { place: "a/b, c".to_owned(), shelf: 0, amount: 3 };
        let stock = store.add(&scope, &stock).await.unwrap();
        let segment = stock.key().to_segment();
        let key = Key::parse(Stock::meta(), &segment).unwrap();
        assert_eq!(store.load::<Stock>(&scope, &key).await.unwrap(), stock);
        assert_eq!(only_code(&violations(store.add(&scope, &stock).await), "place"), "unique");
        let change = Update::new(Stock::meta()).set("amount", 4);
        store.update(&scope, &key, change).await.unwrap();
        store.delete(Stock::meta(), &scope, &key, None).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_broken_rule_is_said_at_its_field() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let ada = store.add(&scope, &buyer("Ada", Some("a@b.c"), 1)).await.unwrap();
        let taken = violations(store.add(&scope, &buyer("Bob", Some("a@b.c"), 1)).await);
        assert_eq!(only_code(&taken, "email"), "unique");
        let bob = store.add(&scope, &buyer("Bob", None, 1)).await.unwrap();
        let change = Update::new(Buyer::meta()).set("email", "a@b.c");
        let taken = violations(store.update(&scope, &bob.key(), change).await);
        assert_eq!(only_code(&taken, "email"), "unique");
        let change = Update::new(Buyer::meta()).set("name", Value::Null);
        let missing = violations(store.update(&scope, &bob.key(), change).await);
        assert_eq!(only_code(&missing, "name"), "required");
        let long = violations(store.add(&scope, &buyer(&"x".repeat(21), None, 1)).await);
        assert_eq!(only_code(&long, "name"), "max_length");
        let purchase = Purchase { id: 0, buyer: ForeignKey::new(ada.id + 99), note: None };
        let dangling = violations(store.add(&scope, &purchase).await);
        assert_eq!(dangling.of("buyer")[0].message(), "Choose an existing buyer");
    })
    .await;
}

#[tokio::test]
async fn a_row_that_others_refer_to_is_not_deleted_and_they_are_named() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let ada = store.add(&scope, &buyer("Ada", None, 1)).await.unwrap();
        for note in ["first", "second"] {
            let note = Some(note.to_owned());
            let purchase = Purchase { id: 0, buyer: ForeignKey::new(ada.id), note };
            store.add(&scope, &purchase).await.unwrap();
        }
        let blocked = store.delete(Buyer::meta(), &scope, &ada.key(), None).await;
        let Err(StoreError::Blocked(found)) = blocked else { panic!("{blocked:?}") };
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].model.name, found[0].column.name), ("purchase", "buyer"));
        assert_eq!((found[0].count, found[0].sample.len()), (Total::Exact(2), 2));
        let row = store.get(Purchase::meta(), &scope, &found[0].sample[0].0).await.unwrap();
        assert_eq!(row.label(1), Some("Ada"));
    })
    .await;
}

#[tokio::test]
async fn a_lost_update_is_refused_with_the_row_as_it_is_now() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let ada = store.add(&scope, &buyer("Ada", None, 1)).await.unwrap();
        let change =
            |name: &str| Update::new(Buyer::meta()).set("name", name).based_on(Value::Int(1));
        store.update(&scope, &ada.key(), change("first")).await.unwrap();
        let stale = store.update(&scope, &ada.key(), change("second")).await;
        let Err(StoreError::Stale { current }) = stale else { panic!("{stale:?}") };
        assert_eq!(current.get("name"), &Value::from("first"));
        let stale = store.delete(Buyer::meta(), &scope, &ada.key(), Some(Value::Int(1))).await;
        assert!(matches!(stale, Err(StoreError::Stale { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_change_that_changes_nothing_writes_nothing() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let ada = store.add(&scope, &buyer("Ada", None, 1)).await.unwrap();
        let change = Update::new(Buyer::meta()).set("name", "Ada");
        let same = store.update(&scope, &ada.key(), change).await.unwrap();
        assert_eq!(same.get("version"), &Value::Int(1));
    })
    .await;
}

#[tokio::test]
async fn a_row_outside_the_scope_does_not_exist() {
    each_database(|db| async move {
        let (store, all) = (store(&db).await, Scope::system());
        let here = Scope::of(Actor::system()).restrict("buyer", Condition::eq("region", 1));
        let near = store.add(&all, &buyer("Near", None, 1)).await.unwrap();
        let far = store.add(&all, &buyer("Far", None, 2)).await.unwrap();
        let sees = async |key: &Key| store.get(Buyer::meta(), &here, key).await.is_ok();
        assert!(sees(&near.key()).await);
        assert!(!sees(&far.key()).await);
        let change = Update::new(Buyer::meta()).set("name", "x");
        let refused = store.update(&here, &far.key(), change).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        let refused = store.delete(Buyer::meta(), &here, &far.key(), None).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        let leaving = Update::new(Buyer::meta()).set("region", 2);
        let refused = violations(store.update(&here, &near.key(), leaving).await);
        assert_eq!(refused.row()[0].code(), "scope");
        let refused = violations(store.add(&here, &buyer("New", None, 2)).await);
        assert_eq!(refused.row()[0].code(), "scope");
        assert_eq!(store.count(Buyer::meta(), &all, &Condition::Everything, 9).await.unwrap(), 2);
        // Nor can a row in it refer to one outside.
        let purchase = Purchase { id: 0, buyer: ForeignKey::new(far.id), note: None };
        assert_eq!(only_code(&violations(store.add(&here, &purchase).await), "buyer"), "reference");
        let purchase = store.add(&all, &purchase).await.unwrap();
        let row = store.get(Purchase::meta(), &here, &purchase.key()).await.unwrap();
        assert_eq!(row.label(1), None);
    })
    .await;
}

#[tokio::test]
async fn many_rows_are_added_together_or_not_at_all() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let records = |last: &str| {
            ["a", "b", last].iter().map(|mail| buyer("x", Some(mail), 1).to_record()).collect()
        };
        let refused = violations(store.insert_many(&scope, records("a")).await);
        assert_eq!(only_code(&refused, "email"), "unique");
        assert_eq!(store.count(Buyer::meta(), &scope, &Condition::Everything, 9).await.unwrap(), 0);
        let added = store.insert_many(&scope, records("c")).await.unwrap();
        let keys: Vec<Key> = added.iter().map(fab::models::Record::key).collect();
        assert_eq!(added.len(), 3);
        assert!(keys[0] != keys[1] && keys[1] != keys[2]);
    })
    .await;
}

/// Writes down what it sees, refuses one name, hides one region and changes another name.
#[derive(Debug, Default)]
struct Witness {
    seen: Mutex<Vec<(EventKind, Option<String>)>>,
}

impl Hook for Witness {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        match change.record.get("name").as_text() {
            Some("refused") => {
                Err(Violations::at("name", Violation::new("refused", "Choose another name")))
            }
            Some("changed") => {
                change.record.set("name", "by hook");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn before_delete(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        if change.old.is_some_and(|old| old.get("region") == &Value::Int(7)) {
            return Err(Violations::of_row(Violation::new("kept", "Region 7 is kept")));
        }
        Ok(())
    }

    fn after_commit(&self, event: &Event<'_>) {
        let name = event.new.and_then(|record| record.get("name").as_text().map(str::to_owned));
        self.seen.lock().unwrap().push((event.what, name));
    }

    fn rows(&self, _actor: &Actor) -> Condition {
        Condition::compare("region", Op::NotEqual, 13)
    }
}

#[tokio::test]
async fn hooks_refuse_change_hide_and_are_told() {
    each_database(|db| async move {
        let witness = Arc::new(Witness::default());
        let hook: Arc<dyn Hook> = witness.clone();
        let (plain, scope) = (store(&db).await, Scope::system());
        let store = plain.clone().with_hook("buyer", hook);
        let refused = violations(store.add(&scope, &buyer("refused", None, 1)).await);
        assert_eq!(only_code(&refused, "name"), "refused");
        let changed = store.add(&scope, &buyer("changed", None, 1)).await.unwrap();
        assert_eq!(changed.name, "by hook");
        let kept = store.add(&scope, &buyer("kept", None, 7)).await.unwrap();
        let refused = violations(store.delete(Buyer::meta(), &scope, &kept.key(), None).await);
        assert_eq!(refused.row()[0].code(), "kept");
        let hidden = plain.add(&scope, &buyer("hidden", None, 13)).await.unwrap();
        let found = store.get(Buyer::meta(), &scope, &hidden.key()).await;
        assert!(matches!(found, Err(StoreError::NotFound)));
        store.delete(Buyer::meta(), &scope, &changed.key(), None).await.unwrap();
        let seen = witness.seen.lock().unwrap();
        let kinds: Vec<EventKind> = seen.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [EventKind::Inserted, EventKind::Inserted, EventKind::Deleted]);
        assert_eq!(seen[0].1.as_deref(), Some("by hook"));
    })
    .await;
}

#[tokio::test]
async fn of_two_changes_to_the_same_version_exactly_one_wins() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let ada = store.add(&scope, &buyer("Ada", None, 1)).await.unwrap();
        let tasks: Vec<_> = (0..8)
            .map(|region| {
                let (store, scope, key) = (store.clone(), scope.clone(), ada.key());
                let change = Update::new(Buyer::meta()).set("region", 100 + i64::from(region));
                let change = change.based_on(Value::Int(1));
                tokio::spawn(async move { store.update(&scope, &key, change).await })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => won += 1,
                Err(StoreError::Stale { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1);
        let now: Buyer = store.load(&scope, &ada.key()).await.unwrap();
        assert_eq!(now.version, 2);
    })
    .await;
}

#[tokio::test]
async fn of_two_rows_with_the_same_unique_value_exactly_one_is_added() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (store, scope) = (store.clone(), scope.clone());
                tokio::spawn(async move { store.add(&scope, &buyer("x", Some("a@b.c"), 1)).await })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => won += 1,
                refused => assert_eq!(only_code(&violations(refused), "email"), "unique"),
            }
        }
        assert_eq!(won, 1);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_dropped_is_undone() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let mut tx = db.begin().await.unwrap();
        let insert = tx
            .writer()
            .push("INSERT INTO ")
            .ident("parcels")
            .push(" (id, label) VALUES (")
            .bind(fab::models::Kind::Uuid, Value::Uuid(Uuid::max()))
            .push(", 'lost')")
            .finish(&[]);
        assert_eq!(tx.execute(insert).await.unwrap(), 1);
        drop(tx);
        let count = store.count(Parcel::meta(), &scope, &Condition::Everything, 9).await.unwrap();
        assert_eq!(count, 0);
        // And the connection is fit for use again.
        let parcel = Parcel { id: Uuid::nil(), label: "kept".to_owned() };
        store.add(&scope, &parcel).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_row_takes_one_statement_to_read() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let ada = store.add(&scope, &buyer("Ada", None, 1)).await.unwrap();
        let purchase = Purchase { id: 0, buyer: ForeignKey::new(ada.id), note: None };
        let purchase = store.add(&scope, &purchase).await.unwrap();
        let before = db.statement_count();
        let row = store.get(Purchase::meta(), &scope, &purchase.key()).await.unwrap();
        assert_eq!(row.label(1), Some("Ada"));
        assert_eq!(db.statement_count() - before, 1);
    })
    .await;
}
