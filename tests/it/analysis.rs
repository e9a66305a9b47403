//! Does every field get a verdict for its database, and is it remembered only while it holds?

use fab::db::analysis::FieldAnalyzer;
use fab::db::schema::migrate;
use fab::db::{DialectKind, SqlWriter, Storage};
use fab::models::Op;
use fab::prelude::*;
use fab_tests::databases::each_database;

#[derive(AdminModel)]
#[admin(table = "parcels")]
struct Parcel {
    #[admin(key)]
    id: i64,
    #[admin(search, max_length = 80)]
    receiver: String,
    price: Decimal,
    sent: NaiveDateTime,
    papers: Option<Json>,
    scan: Option<Vec<u8>>,
}

#[derive(AdminModel)]
#[admin(table = "places")]
struct Place {
    #[admin(key)]
    id: i64,
}

#[tokio::test]
async fn every_no_has_a_reason() {
    each_database(|db| async move {
        migrate(&db, &[Parcel::meta()]).await.unwrap();
        let report = FieldAnalyzer::new(db.clone(), 4).report(Parcel::meta()).await.unwrap();
        assert!(report.exists && report.missing.is_empty());
        let of = |name: &str| report.columns.iter().find(|column| column.column == name).unwrap();
        assert!(report.columns.iter().all(|column| column.storable.is_yes()), "{report:?}");
        assert!(report.columns.iter().all(|column| column.storage == Storage::Native));
        assert!(of("receiver").searchable.is_yes() && of("receiver").sortable.is_yes());
        assert!(of("price").operators.contains(&Op::LessOrEqual));
        assert!(!of("papers").sortable.is_yes() && of("papers").operators.is_empty());
        assert!(!of("scan").editable.is_yes() && !of("id").editable.is_yes());
    })
    .await;
}

#[tokio::test]
async fn a_table_that_was_there_is_used_in_its_own_form_or_refused() {
    each_database(|db| async move {
        let sql = match db.dialect() {
            DialectKind::Sqlite => {
                "CREATE TABLE parcels (id INTEGER PRIMARY KEY, receiver TEXT, price REAL, sent DATETIME, scan BLOB)"
            }
            DialectKind::Postgres => {
                "CREATE TABLE parcels (id bigint, receiver point, price float8, sent timestamp, scan bytea)"
            }
            DialectKind::MySql => {
                "CREATE TABLE parcels (id BIGINT, receiver POINT, price DOUBLE, sent DATETIME, scan BLOB)"
            }
        };
        db.execute(SqlWriter::new(db.dialect()).push(sql).finish(&[])).await.unwrap();
        let report = FieldAnalyzer::new(db.clone(), 4).report(Parcel::meta()).await.unwrap();
        assert_eq!(report.missing, ["papers"]);
        let of = |name: &str| report.columns.iter().find(|column| column.column == name).unwrap();
        match db.dialect() {
            DialectKind::Sqlite => {
                assert_eq!(of("price").storage, Storage::Real);
                assert_eq!(of("sent").storage, Storage::Text);
            }
            DialectKind::Postgres => assert_eq!(of("price").storage, Storage::Cast),
            DialectKind::MySql => assert_eq!(of("price").storage, Storage::Real),
        }
        if db.dialect() != DialectKind::Sqlite {
            let receiver = of("receiver");
            assert!(!receiver.storable.is_yes() && !receiver.searchable.is_yes());
            assert!(receiver.operators.is_empty(), "{receiver:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn verdicts_are_remembered_until_a_migration() {
    each_database(|db| async move {
        let analyzer = FieldAnalyzer::new(db.clone(), 1);
        assert!(!analyzer.report(Parcel::meta()).await.unwrap().exists);
        let statements = db.statement_count();
        assert!(!analyzer.report(Parcel::meta()).await.unwrap().exists);
        assert_eq!(db.statement_count(), statements, "the second answer comes from memory");
        analyzer.report(Place::meta()).await.unwrap();
        let usage = analyzer.usage();
        assert_eq!((usage.hits, usage.misses, usage.kept), (1, 2, 1));
        analyzer.migrate(&[Parcel::meta()]).await.unwrap();
        assert!(analyzer.report(Parcel::meta()).await.unwrap().exists);
    })
    .await;
}
