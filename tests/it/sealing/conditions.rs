//! Are rows found by sealed fields exactly where that is possible, and is it refused clearly where it is not?

use fab::db::{DbError, SealingError, Store, StoreError, Update};
use fab::models::{Condition, Key, ListState, ModelMeta, Op, OrderBy, Record, Scope, Value};
use fab_tests::databases::each_database;

use super::models::{EVERY_KIND, PERSON, PLACE};
use super::{add, inside, open, person};

async fn names(store: &Store, condition: Condition) -> Vec<String> {
    names_within(store, &Scope::system(), condition).await
}

async fn names_within(store: &Store, scope: &Scope, condition: Condition) -> Vec<String> {
    let rows = store.find(&PERSON, scope, &condition, &[], 99).await.unwrap();
    rows.iter().map(|row| row.get("name").as_text().unwrap().to_owned()).collect()
}

async fn three(store: &Store) {
    for (name, iban) in [("Ada", "DE01"), ("Bob", "DE02"), ("Cleo", "DE03")] {
        add(store, person(name, iban)).await;
    }
}

#[tokio::test]
async fn rows_are_found_by_the_whole_value_whatever_is_left_out_of_account() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        three(&store).await;
        assert_eq!(names(&store, Condition::eq("iban", "de02")).await, ["Bob"]);
        let some = vec!["DE01".into(), "DE03".into(), "DE09".into()];
        assert_eq!(names(&store, Condition::is_in("iban", some)).await, ["Ada", "Cleo"]);
        let other = Condition::compare("iban", Op::NotEqual, "DE02");
        assert_eq!(names(&store, other).await, ["Ada", "Cleo"]);
        let not = Condition::Not(Box::new(Condition::eq("iban", "DE02")));
        assert_eq!(names(&store, not).await, ["Ada", "Cleo"]);
        assert_eq!(names(&store, Condition::eq("iban", "DE0")).await, [""; 0]);
        assert_eq!(names(&store, Condition::IsNull("note")).await, [""; 0]);
        assert_eq!(names(&store, Condition::is_in("iban", vec![])).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn values_of_other_kinds_are_found_as_well() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let mut record = Record::with_defaults(&EVERY_KIND);
        record.set("whole", 42_i64);
        record.set("price", Value::Decimal("1.5".parse().unwrap()));
        record.set("day", Value::Date("2026-01-31".parse().unwrap()));
        add(&store, record).await;
        let scope = Scope::system();
        for condition in [
            Condition::eq("whole", 42_i64),
            Condition::eq("price", Value::Decimal("1.50".parse().unwrap())),
            Condition::eq("day", Value::Date("2026-01-31".parse().unwrap())),
        ] {
            assert_eq!(
                store.count(&EVERY_KIND, &scope, &condition, 9).await.unwrap(),
                1,
                "{condition:?}"
            );
        }
        assert_eq!(
            store.count(&EVERY_KIND, &scope, &Condition::eq("whole", 41_i64), 9).await.unwrap(),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn anything_but_equality_is_refused_with_a_remedy() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let scope = Scope::system();
        let by_order = Condition::compare("iban", Op::Less, "DE02");
        let by_part = Condition::compare("iban", Op::Contains, "DE");
        let unindexed = Condition::eq("note", "about Ada");
        for (condition, column, words) in [
            (by_order, "iban", "whole value"),
            (by_part, "iban", "whole value"),
            (unindexed, "note", "blind_index"),
        ] {
            let refused = store.find(&PERSON, &scope, &condition, &[], 9).await.unwrap_err();
            let StoreError::Database(DbError::Sealing(SealingError::NotFound {
                column: at,
                remedy,
                ..
            })) = refused
            else {
                panic!("{refused:?}")
            };
            assert!(at == column && remedy.contains(words), "{at}: {remedy}");
        }
        let order = [OrderBy { column: "iban", descending: true }];
        three(&store).await;
        let rows = store.find(&PERSON, &scope, &Condition::Everything, &order, 9).await.unwrap();
        assert_eq!(rows[0].get("name"), &Value::from("Ada"), "ciphertext has no order");
    })
    .await;
}

async fn page(store: &Store, model: &'static ModelMeta, pairs: &[(&str, &str)]) -> fab::db::Page {
    let state = ListState::parse(model, pairs.iter().copied());
    store.page(model, &Scope::system(), &state, &Condition::Everything).await.unwrap()
}

#[tokio::test]
async fn a_filter_of_the_address_that_cannot_be_had_is_said_at_the_filter_and_the_page_lives() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        three(&store).await;
        for (name, text) in
            [("f.iban.contains", "DE0"), ("f.iban.lt", "DE02"), ("f.note.eq", "about Ada")]
        {
            let page = page(&store, &PERSON, &[(name, text)]).await;
            assert_eq!((page.rows.len(), page.problems.len()), (3, 1), "{name}");
            assert_eq!(page.problems[0].1.code(), "sealed", "{name}");
        }
        let found = page(&store, &PERSON, &[("f.iban.eq", "de03")]).await;
        assert_eq!((found.rows.len(), found.problems.len()), (1, 0));
        let sorted = page(&store, &PERSON, &[("sort", "-iban")]).await;
        assert_eq!(sorted.rows.len(), 3);
        // Search: a word of what is open, or the whole of what is sealed.
        let count = |text: &'static str| {
            let store = store.clone();
            async move { page(&store, &PERSON, &[("q", text)]).await.rows.len() }
        };
        assert_eq!((count("cle").await, count("DE02").await, count("DE0").await), (1, 1, 0));
    })
    .await;
}

#[tokio::test]
async fn a_policy_by_a_sealed_field_holds_for_reads_and_writes() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        three(&store).await;
        let scope = Scope::system().restrict("person", Condition::eq("iban", "de02"));
        assert_eq!(names_within(&store, &scope, Condition::Everything).await, ["Bob"]);
        let (bob, ada) = (Key::new(vec![Value::Int(2)]), Key::new(vec![Value::Int(1)]));
        let change = || Update::new(&PERSON).set("name", "Bo");
        assert!(store.update(&scope, &bob, change()).await.is_ok());
        assert!(matches!(store.update(&scope, &ada, change()).await, Err(StoreError::NotFound)));
        assert!(matches!(
            store.delete(&PERSON, &scope, &ada, None).await,
            Err(StoreError::NotFound)
        ));
        let leave = Update::new(&PERSON).set("iban", "DE09");
        assert!(matches!(store.update(&scope, &bob, leave).await, Err(StoreError::Invalid(_))));
        assert!(matches!(
            store.insert(&scope, person("Eve", "DE08")).await,
            Err(StoreError::Invalid(_))
        ));
        assert!(store.delete(&PERSON, &scope, &bob, None).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn rows_that_only_look_alike_to_a_short_index_are_no_answer() {
    each_database(|db| async move {
        let (store, _) = open(&db).await;
        let towns: Vec<String> = (0..60).map(|number| format!("Town {number}")).collect();
        let records = towns.iter().map(|town| {
            let mut record = Record::with_defaults(&PLACE);
            record.set("town", town.as_str());
            record
        });
        store.insert_many(&Scope::system(), records.collect()).await.unwrap();
        add(&store, Record::with_defaults(&PLACE)).await;
        let hashes = super::kept(&db, "places", "town_bidx").await;
        let distinct: std::collections::BTreeSet<_> = hashes.iter().flatten().collect();
        assert!(distinct.len() <= 16, "sixteen hashes for sixty towns: some look alike");
        let scope = Scope::system();
        for town in &towns {
            let condition = Condition::eq("town", town.as_str());
            let rows = store.find(&PLACE, &scope, &condition, &[], 99).await.unwrap();
            assert_eq!(rows.len(), 1, "{town}");
            assert_eq!(inside(&rows[0], "town"), Value::from(town.as_str()));
        }
        let not = Condition::compare("town", Op::NotEqual, "Town 7");
        assert_eq!(store.count(&PLACE, &scope, &not, 99).await.unwrap(), 60);
        let nested = Condition::eq("town", "Town 1").or(Condition::eq("town", "Town 2"));
        let nested = nested.and(Condition::Not(Box::new(Condition::eq("town", "Town 2"))));
        assert_eq!(store.count(&PLACE, &scope, &nested, 99).await.unwrap(), 1);
        let page = page(&store, &PLACE, &[("f.town.eq", "Town 7")]).await;
        assert_eq!((page.rows.len(), page.total), (1, fab::db::Total::Exact(1)));
        let scope = scope.restrict("place", Condition::eq("town", "Town 5"));
        assert_eq!(store.count(&PLACE, &scope, &Condition::Everything, 99).await.unwrap(), 1);
    })
    .await;
}
