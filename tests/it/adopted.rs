//! Can tables that somebody else made be read and edited in the forms they have?

use std::str::FromStr as _;
use std::sync::Arc;

use fab::clock::SystemClock;
use fab::db::schema::{self, plan};
use fab::db::{Db, DialectKind, Store, Update};
use fab::models::{Key, ListState, OrderBy, Value};
use fab::prelude::*;
use fab_tests::databases::each_database;

/// How things are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
enum Method {
    Cash,
    Card,
}

/// A bill in the form of somebody else's program.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(table = "Bill")]
struct Bill {
    #[admin(key, column = "BillId", add)]
    id: i64,
    #[admin(column = "Customer", search, max_length = 70)]
    customer: String,
    #[admin(column = "BillDate", filter)]
    date: NaiveDateTime,
    #[admin(column = "Total", scale = 2, filter)]
    total: Decimal,
    #[admin(column = "Method", filter)]
    method: Method,
    #[admin(column = "Quantity")]
    quantity: i32,
    #[admin(column = "Paid")]
    paid: Option<bool>,
    #[admin(column = "Reference")]
    reference: Option<Uuid>,
    #[admin(column = "Weight")]
    weight: Option<f64>,
}

const SQLITE: &[&str] = &[
    "CREATE TABLE [Bill] ([BillId] INTEGER NOT NULL, [Customer] NVARCHAR(70) NOT NULL, \
     [BillDate] DATETIME NOT NULL, [Total] NUMERIC(10,2) NOT NULL, [Method] NVARCHAR(10) NOT NULL, \
     [Quantity] INTEGER NOT NULL, [Paid] BOOLEAN, [Reference] BLOB, [Weight] NUMERIC, \
     CONSTRAINT [PK_Bill] PRIMARY KEY ([BillId]))",
    "INSERT INTO [Bill] VALUES (1, 'Leonie', '2009-01-01 00:00:00', 1.98, 'cash', 2, 1, \
     x'67e5504410b1426f9247bb680e5fe0c8', 1)",
    "INSERT INTO [Bill] VALUES (2, 'Bjørn', '2009-01-02 12:30:00', 4, 'card', 1, NULL, NULL, 0.5)",
];

const POSTGRES: &[&str] = &[
    "CREATE TYPE method AS ENUM ('card', 'cash')",
    "CREATE DOMAIN money_text AS numeric(10,2) CHECK (VALUE >= 0)",
    r#"CREATE TABLE "Bill" ("BillId" INT NOT NULL PRIMARY KEY, "Customer" VARCHAR(70) NOT NULL,
     "BillDate" TIMESTAMPTZ NOT NULL, "Total" money_text NOT NULL, "Method" method NOT NULL,
     "Quantity" SMALLINT NOT NULL, "Paid" BOOLEAN, "Reference" VARCHAR(36), "Weight" REAL)"#,
    r#"INSERT INTO "Bill" VALUES (1, 'Leonie', '2009-01-01 00:00:00+00', 1.98, 'cash', 2, TRUE,
     '67e55044-10b1-426f-9247-bb680e5fe0c8', 1)"#,
    r#"INSERT INTO "Bill" VALUES (2, 'Bjørn', '2009-01-02 12:30:00+00', 4, 'card', 1, NULL, NULL, 0.5)"#,
];

const MYSQL: &[&str] = &[
    "CREATE TABLE `Bill` (`BillId` INT NOT NULL PRIMARY KEY, `Customer` VARCHAR(70) NOT NULL, \
     `BillDate` TIMESTAMP NOT NULL, `Total` NUMERIC(10,2) NOT NULL, \
     `Method` ENUM('card', 'cash') NOT NULL, `Quantity` MEDIUMINT UNSIGNED NOT NULL, `Paid` BIT(1), \
     `Reference` BINARY(16), `Weight` FLOAT) CHARACTER SET utf8mb4",
    "INSERT INTO `Bill` VALUES (1, 'Leonie', '2009-01-01 00:00:00', 1.98, 'cash', 2, b'1', \
     x'67e5504410b1426f9247bb680e5fe0c8', 1)",
    "INSERT INTO `Bill` VALUES (2, 'Bjørn', '2009-01-02 12:30:00', 4, 'card', 1, NULL, NULL, 0.5)",
];

async fn store(db: &Db) -> Store {
    let script = match db.dialect() {
        DialectKind::Sqlite => SQLITE,
        DialectKind::Postgres => POSTGRES,
        DialectKind::MySql => MYSQL,
    };
    for sql in script {
        db.execute(db.writer().push(sql).finish(&[])).await.unwrap();
    }
    let live = schema::live(db).await.unwrap();
    let plan = plan(&[Bill::meta()], &live, db.dialect());
    assert!(plan.refused.is_empty(), "{:?}", plan.refused);
    db.adopt(&[Bill::meta()]).await.unwrap();
    Store::new(db.clone(), Arc::new(SystemClock))
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap()
}

fn first() -> Bill {
    Bill {
        id: 1,
        customer: "Leonie".to_owned(),
        date: at("2009-01-01 00:00:00"),
        total: Decimal::from_str("1.98").unwrap(),
        method: Method::Cash,
        quantity: 2,
        paid: Some(true),
        reference: Some(Uuid::from_str("67e55044-10b1-426f-9247-bb680e5fe0c8").unwrap()),
        weight: Some(1.0),
    }
}

fn second() -> Bill {
    Bill {
        id: 2,
        customer: "Bjørn".to_owned(),
        date: at("2009-01-02 12:30:00"),
        total: Decimal::from_str("4.00").unwrap(),
        method: Method::Card,
        quantity: 1,
        paid: None,
        reference: None,
        weight: Some(0.5),
    }
}

#[tokio::test]
async fn rows_of_others_are_read_as_what_they_mean() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let all: Vec<Bill> = store.all(&scope, &Condition::Everything).await.unwrap();
        assert_eq!(all, [first(), second()]);
    })
    .await;
}

#[tokio::test]
async fn rows_of_others_are_added_and_changed_in_their_own_forms() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        let third = Bill { id: 3, customer: "Zoë".to_owned(), ..first() };
        assert_eq!(store.add(&scope, &third).await.unwrap(), third);
        let change = Update::new(Bill::meta())
            .set("Total", Decimal::from_str("0.10").unwrap())
            .set("BillDate", at("2010-12-31 23:59:59"))
            .set("Method", "card")
            .set("Paid", false)
            .set("Reference", Uuid::nil());
        let key = Key::new(vec![Value::Int(3)]);
        store.update(&scope, &key, change).await.unwrap();
        let expected = Bill {
            total: Decimal::from_str("0.10").unwrap(),
            date: at("2010-12-31 23:59:59"),
            method: Method::Card,
            paid: Some(false),
            reference: Some(Uuid::nil()),
            ..third
        };
        assert_eq!(store.load::<Bill>(&scope, &key).await.unwrap(), expected);
        if db.dialect() == DialectKind::Sqlite {
            // As the program that made the table would have written it.
            let sql = "SELECT BillDate || ' ' || typeof(Total) || ' ' || length(Reference) \
                FROM Bill WHERE BillId = 3";
            let statement = db.writer().push(sql).finish(&[fab::models::Kind::Text]);
            let found = db.fetch(statement).await.unwrap();
            assert_eq!(found, [[Value::from("2010-12-31 23:59:59 real 16")]]);
        }
    })
    .await;
}

#[tokio::test]
async fn rows_of_others_are_found_ordered_and_paged() {
    each_database(|db| async move {
        let (store, scope) = (store(&db).await, Scope::system());
        for filter in [
            Condition::eq("Total", Decimal::from_str("1.98").unwrap()),
            Condition::compare("Total", Op::Less, 4),
            Condition::eq("Method", "cash"),
            Condition::compare("Method", Op::Contains, "AS"),
            Condition::eq("BillDate", at("2009-01-01 00:00:00")),
            Condition::compare("BillDate", Op::Less, at("2009-01-02 12:30:00")),
            Condition::eq("Reference", first().reference.unwrap()),
            Condition::eq("Paid", true),
            Condition::compare("Customer", Op::StartsWith, "leo"),
        ] {
            let found: Vec<Bill> = store.all(&scope, &filter).await.unwrap();
            assert_eq!(found, [first()], "{filter:?}");
        }
        for column in ["Total", "BillDate", "Method", "Quantity", "Reference", "Paid"] {
            let mut state = ListState::new(Bill::meta());
            state.order = vec![OrderBy { column, descending: true }];
            state.size = 1;
            let everything = Condition::Everything;
            let page = store.page(Bill::meta(), &scope, &state, &everything).await.unwrap();
            state.paging = fab::models::Paging::After(page.next.unwrap());
            let next = store.page(Bill::meta(), &scope, &state, &everything).await.unwrap();
            assert_eq!(next.rows.len(), 1, "{column}");
            assert_ne!(next.rows[0].record.key(), page.rows[0].record.key(), "{column}");
            assert!(next.next.is_none());
        }
    })
    .await;
}
