//! Is a database reached as its URL says, limited as its options say, and are its secrets kept?

use std::time::Duration;

use fab::db::{Db, DbError, DbOptions, DialectKind, SqlWriter};
use fab::models::{Kind, Value};
use fab::testing::TestDb;
use fab_tests::databases::each_database;

#[tokio::test]
async fn a_dead_server_is_said_at_once_and_without_the_password() {
    for url in ["postgres://me:hunter2@127.0.0.1:9/x", "mysql://me:hunter2@127.0.0.1:9/x"] {
        let result = tokio::time::timeout(Duration::from_secs(4), async {
            Db::connect(&DbOptions::new(url)).await
        });
        let error = result.await.unwrap().unwrap_err();
        assert!(matches!(error, DbError::Unreachable { .. }), "{error:?}");
        let said = format!("{error} {error:?}");
        let text = format!("{said} {}", fab::Error::from(error));
        assert!(text.contains("me@127.0.0.1:9/x") && !text.contains("hunter2"), "{text}");
    }
    let nowhere = Db::connect(&DbOptions::new("sqlite:/no/such/folder/x.db")).await;
    assert!(matches!(nowhere, Err(DbError::Unreachable { .. })));
    let unknown = Db::connect(&DbOptions::new("oracle://me:hunter2@x")).await.unwrap_err();
    assert!(!unknown.to_string().contains("hunter2"));
}

#[tokio::test]
async fn a_statement_that_runs_for_too_long_is_stopped() {
    each_database(|db| async move {
        let mut options = DbOptions::new(db.url());
        options.statement_timeout = Duration::from_secs(1);
        let limited = Db::connect(&options).await.unwrap();
        let forever = match db.dialect() {
            DialectKind::Sqlite => {
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"
            }
            DialectKind::Postgres => "SELECT 1::int8 FROM pg_sleep(30)",
            DialectKind::MySql => {
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) \
                 SELECT MAX(a.i * b.i + c.i * d.i) FROM n a JOIN n b JOIN n c JOIN n d"
            }
        };
        let statement = limited.writer().push(forever).finish(&[Kind::Int]);
        let result = tokio::time::timeout(Duration::from_secs(20), limited.fetch(statement));
        let error = result.await.unwrap().unwrap_err();
        assert!(matches!(error, DbError::Timeout), "{error:?}");
        // The connection lives on.
        limited.ping().await.unwrap();
        limited.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_in_memory_keeps_its_rows_while_it_is_open() {
    let db = Db::connect(&DbOptions::new("sqlite::memory:")).await.unwrap();
    let run =
        async |sql: &'static str| db.execute(db.writer().push(sql).finish(&[])).await.unwrap();
    run("CREATE TABLE t (i INTEGER) STRICT").await;
    run("INSERT INTO t VALUES (1)").await;
    let count = db.writer().push("SELECT COUNT(*) FROM t").finish(&[Kind::Int]);
    assert_eq!(db.fetch(count).await.unwrap(), [[Value::Int(1)]]);
}

#[tokio::test]
async fn sqlite_reads_while_a_transaction_writes_and_enforces_references() {
    let db = TestDb::sqlite().await.unwrap();
    let run = async |sql: &'static str| db.execute(db.writer().push(sql).finish(&[])).await;
    run("CREATE TABLE a (i INTEGER PRIMARY KEY) STRICT").await.unwrap();
    run("CREATE TABLE b (a INTEGER REFERENCES a (i)) STRICT").await.unwrap();
    assert!(run("INSERT INTO b VALUES (1)").await.is_err());
    let mut tx = db.begin().await.unwrap();
    tx.execute(tx.writer().push("INSERT INTO a VALUES (1)").finish(&[])).await.unwrap();
    let count = || db.writer().push("SELECT COUNT(*) FROM a").finish(&[Kind::Int]);
    assert_eq!(db.fetch(count()).await.unwrap(), [[Value::Int(0)]]);
    tx.commit().await.unwrap();
    assert_eq!(db.fetch(count()).await.unwrap(), [[Value::Int(1)]]);
    let pragmas = db
        .writer()
        .push(
            "SELECT j.journal_mode, s.synchronous FROM pragma_journal_mode j, pragma_synchronous s",
        )
        .finish(&[Kind::Text, Kind::Int]);
    assert_eq!(db.fetch(pragmas).await.unwrap(), [[Value::from("wal"), Value::Int(1)]]);
}

#[tokio::test]
async fn statements_and_transactions_share_two_connections_and_none_is_lost() {
    each_database(|db| async move {
        let mut options = DbOptions::new(db.url());
        options.max_connections = 2;
        let few = Db::connect(&options).await.unwrap();
        let one = |writer: &mut SqlWriter| writer.push("SELECT 1").finish(&[Kind::Int]);
        for round in 0..3 {
            let tasks: Vec<_> = (0..24)
                .map(|number| {
                    let few = few.clone();
                    tokio::spawn(async move {
                        match number % 4 {
                            0 => {
                                let mut tx = few.begin().await.unwrap();
                                let found = tx.fetch(one(&mut tx.writer())).await;
                                tx.commit().await.unwrap();
                                found
                            }
                            1 => {
                                // Left without an end: it is undone, and its connection is used again.
                                let mut tx = few.begin().await.unwrap();
                                tx.fetch(one(&mut tx.writer())).await
                            }
                            _ => few.fetch(one(&mut few.writer())).await,
                        }
                    })
                })
                .collect();
            if round == 1 {
                // Whoever goes away in the middle takes no connection along.
                for task in &tasks {
                    task.abort();
                }
            }
            for task in tasks {
                match task.await {
                    Ok(found) => assert_eq!(found.unwrap(), [[Value::Int(1)]]),
                    Err(error) => assert!(round == 1 && error.is_cancelled(), "{error}"),
                }
            }
        }
        few.close().await;
        assert!(few.ping().await.is_err());
    })
    .await;
}
