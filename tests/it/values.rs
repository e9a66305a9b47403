//! Does every value come back from every database exactly as it went in, also at the extremes?

use std::str::FromStr as _;
use std::sync::Arc;

use fab::clock::SystemClock;
use fab::db::Store;
use fab::models::{Condition, Op, OrderBy, Record, Value};
use fab::prelude::*;
use fab_tests::databases::each_database;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// One field of each kind, each of which may be absent.
#[derive(Debug, Clone, PartialEq, AdminModel)]
struct Sample {
    #[admin(key)]
    id: i64,
    flag: Option<bool>,
    whole: Option<i64>,
    float: Option<f64>,
    #[admin(scale = 2)]
    price: Option<Decimal>,
    #[admin(scale = 18)]
    fine: Option<Decimal>,
    text: Option<String>,
    #[admin(max_length = 200)]
    short: Option<String>,
    date: Option<NaiveDate>,
    time: Option<NaiveTime>,
    instant: Option<DateTime<Utc>>,
    local: Option<NaiveDateTime>,
    uuid: Option<Uuid>,
    json: Option<Json>,
    #[admin(opaque)]
    bytes: Option<Vec<u8>>,
}

const EMPTY: Sample = Sample {
    id: 0,
    flag: None,
    whole: None,
    float: None,
    price: None,
    fine: None,
    text: None,
    short: None,
    date: None,
    time: None,
    instant: None,
    local: None,
    uuid: None,
    json: None,
    bytes: None,
};

async fn store(db: &fab::db::Db) -> Store {
    fab::db::schema::migrate(db, &[Sample::meta()]).await.unwrap();
    Store::new(db.clone(), Arc::new(SystemClock))
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").unwrap()
}

/// Three rows: the least of everything, the greatest of everything, and what is easily mistaken.
fn extremes() -> Vec<Sample> {
    let decimal = |text: &str| Some(Decimal::from_str(text).unwrap());
    let (first, last) = (at("0001-01-01T00:00:00"), at("9999-12-31T23:59:59.999999"));
    vec![
        EMPTY,
        Sample {
            flag: Some(false),
            whole: Some(i64::MIN),
            float: Some(f64::MIN),
            price: decimal("-9999999999999999.99"),
            fine: decimal("-0.999999999999999999"),
            text: Some(String::new()),
            short: Some(String::new()),
            date: Some(first.date()),
            time: Some(first.time()),
            instant: Some(first.and_utc()),
            local: Some(first),
            uuid: Some(Uuid::nil()),
            json: Some(Json::Null),
            bytes: Some(Vec::new()),
            ..EMPTY
        },
        Sample {
            flag: Some(true),
            whole: Some(i64::MAX),
            float: Some(f64::MAX),
            price: decimal("9999999999999999.99"),
            fine: decimal("0.999999999999999999"),
            text: Some("grüße 日本 🦀 ".repeat(50_000)),
            short: Some("\u{1F9D1}\u{200D}\u{1F680} ' \" ` \\ % _ ! ; -- \r\n\t".to_owned()),
            date: Some(last.date()),
            time: Some(last.time()),
            instant: Some(last.and_utc()),
            local: Some(last),
            uuid: Some(Uuid::max()),
            json: Some(serde_json::json!({"a": [1, -2.5, "ü\"", null, true], "": {}})),
            bytes: Some((0..=255).collect()),
            ..EMPTY
        },
        Sample {
            float: Some(f64::MIN_POSITIVE),
            price: decimal("0.10"),
            fine: decimal("0.000000000000000001"),
            text: Some("007".to_owned()),
            short: Some(" spaces kept ".to_owned()),
            instant: Some(at("2024-02-29T12:00:00.000001").and_utc()),
            local: Some(at("1969-12-31T23:59:59.5")),
            json: Some(serde_json::json!("text")),
            ..EMPTY
        },
    ]
}

#[tokio::test]
async fn extremes_come_back_as_they_went_in() {
    each_database(|db| async move {
        let store = store(&db).await;
        let scope = Scope::system();
        for sample in extremes() {
            let added = store.add(&scope, &sample).await.unwrap();
            assert_eq!(added, Sample { id: added.id, ..sample.clone() });
            let found: Sample = store.load(&scope, &added.key()).await.unwrap();
            assert_eq!(found, added);
        }
    })
    .await;
}

#[tokio::test]
async fn every_value_is_found_by_itself_and_stands_in_order() {
    each_database(|db| async move {
        let store = store(&db).await;
        let scope = Scope::system();
        for sample in extremes() {
            store.add(&scope, &sample).await.unwrap();
        }
        let all = store.find(Sample::meta(), &scope, &Condition::Everything, &[], 9).await.unwrap();
        for column in Sample::meta().columns().all() {
            if !column.is_sortable() {
                continue;
            }
            for record in &all {
                let condition = Condition::eq(column.name, record.at(column.index).clone());
                let found = store.find(Sample::meta(), &scope, &condition, &[], 9).await.unwrap();
                assert!(found.contains(record), "{} in {:?}", column.name, db.dialect());
            }
            let order = [OrderBy { column: column.name, descending: false }];
            let found = store
                .find(Sample::meta(), &scope, &Condition::Everything, &order, 9)
                .await
                .unwrap();
            let values: Vec<&Value> = found.iter().map(|record| record.at(column.index)).collect();
            assert!(in_order(&values), "{} in {:?}: {values:?}", column.name, db.dialect());
        }
    })
    .await;
}

/// Rising, NULLs last; texts are left to the collation of the database.
fn in_order(values: &[&Value]) -> bool {
    values.windows(2).all(|pair| match (pair[0], pair[1]) {
        (_, Value::Null) | (Value::Text(_), Value::Text(_)) => true,
        (Value::Null, _) => false,
        (Value::Int(a), Value::Int(b)) => a <= b,
        (Value::Bool(a), Value::Bool(b)) => a <= b,
        (Value::Float(a), Value::Float(b)) => a <= b,
        (Value::Decimal(a), Value::Decimal(b)) => a <= b,
        (Value::Date(a), Value::Date(b)) => a <= b,
        (Value::Time(a), Value::Time(b)) => a <= b,
        (Value::Timestamp(a), Value::Timestamp(b)) => a <= b,
        (Value::DateTime(a), Value::DateTime(b)) => a <= b,
        (Value::Uuid(a), Value::Uuid(b)) => a <= b,
        (a, b) => panic!("{a:?} beside {b:?}"),
    })
}

#[tokio::test]
async fn a_number_between_two_minor_units_still_compares() {
    each_database(|db| async move {
        let store = store(&db).await;
        let scope = Scope::system();
        for price in ["0.99", "1.00", "1.01"] {
            let price = Some(Decimal::from_str(price).unwrap());
            store.add(&scope, &Sample { price, ..EMPTY }).await.unwrap();
        }
        let above =
            |text: &str| Condition::compare("price", Op::Greater, Decimal::from_str(text).unwrap());
        let count =
            async |condition| store.count(Sample::meta(), &scope, &condition, 100).await.unwrap();
        assert_eq!(count(above("0.995")).await, 2);
        assert_eq!(count(above("1.005")).await, 1);
        assert_eq!(count(Condition::compare("price", Op::GreaterOrEqual, 1)).await, 2);
    })
    .await;
}

/// Any sample that validates.
fn samples() -> impl Strategy<Value = Sample> {
    let micros = -62_135_596_800_000_000_i64..=253_402_300_799_999_999;
    let moment = micros.prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap());
    let units = -999_999_999_999_999_999_i64..=999_999_999_999_999_999;
    let numbers = (
        proptest::option::of(any::<bool>()),
        proptest::option::of(any::<i64>()),
        proptest::option::of(proptest::num::f64::NORMAL | proptest::num::f64::ZERO),
        proptest::option::of(units.clone().prop_map(|units| Decimal::new(units, 2))),
        proptest::option::of(units.prop_map(|units| Decimal::new(units, 18))),
    );
    let others = (
        proptest::option::of("[^\0]{0,40}"),
        proptest::option::of("[^\0]{0,40}"),
        proptest::option::of(moment),
        proptest::option::of(any::<u128>().prop_map(Uuid::from_u128)),
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
    );
    (numbers, others).prop_map(|((flag, whole, float, price, fine), others)| {
        let (text, short, instant, uuid, bytes) = others;
        Sample {
            flag,
            whole,
            float,
            price,
            fine,
            text,
            short,
            date: instant.map(|at| at.date_naive()),
            time: instant.map(|at| at.time()),
            local: instant.map(|at| at.naive_utc()),
            instant,
            uuid,
            bytes,
            ..EMPTY
        }
    })
}

#[tokio::test]
async fn any_value_comes_back_as_it_went_in() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let samples: Vec<Sample> =
        (0..200).map(|_| samples().new_tree(&mut runner).unwrap().current()).collect();
    each_database(move |db| {
        let samples = samples.clone();
        async move {
            let store = store(&db).await;
            let scope = Scope::system();
            let records: Vec<Record> = samples.iter().map(Model::to_record).collect();
            store.insert_many(&scope, records).await.unwrap();
            let found: Vec<Sample> = store.all(&scope, &Condition::Everything).await.unwrap();
            for (sample, found) in samples.iter().zip(&found) {
                assert_eq!(found, &Sample { id: found.id, ..sample.clone() });
            }
        }
    })
    .await;
}
