//! Does each test have a database of its own, and is it gone afterwards?

use fab::db::{Db, DbOptions, DialectKind, SqlWriter};
use fab::models::{Kind, Value};
use fab::testing::TestDb;
use fab_tests::databases::each_database;

async fn execute(db: &Db, sql: &'static str) {
    db.execute(SqlWriter::new(db.dialect()).push(sql).finish(&[])).await.unwrap();
}

#[tokio::test]
async fn two_tests_share_no_database() {
    each_database(|first| async move {
        let second = TestDb::on(first.url()).await.unwrap();
        execute(&first, "CREATE TABLE only_here (id INTEGER)").await;
        execute(&second, "CREATE TABLE only_here (id INTEGER)").await;
        execute(&first, "INSERT INTO only_here (id) VALUES (1)").await;
        let count = SqlWriter::new(second.dialect())
            .push("SELECT COUNT(*) FROM only_here")
            .finish(&[Kind::Int]);
        assert_eq!(second.fetch(count).await.unwrap(), [[Value::Int(0)]]);
    })
    .await;
}

#[tokio::test]
async fn a_test_database_is_gone_when_dropped_even_with_open_connections() {
    each_database(|db| async move {
        let url = db.url().to_owned();
        let kept = Db::clone(&db);
        kept.ping().await.unwrap();
        let dialect = db.dialect();
        drop(db);
        if dialect == DialectKind::Sqlite {
            let path = url.strip_prefix("sqlite:").unwrap();
            assert!(!std::path::Path::new(path).exists());
        } else {
            assert!(Db::connect(&DbOptions::new(url)).await.is_err());
        }
    })
    .await;
}
