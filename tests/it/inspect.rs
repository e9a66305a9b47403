//! Does a database that nobody prepared become Rust that compiles and works?

#[path = "inspected/mod.rs"]
#[expect(unreachable_pub, clippy::struct_field_names, reason = "written as for an application")]
mod inspected;

use std::path::Path;

use fab::clock::SystemClock;
use fab::db::inspect::{Options, render};
use fab::db::schema::{live, plan};
use fab::db::{Db, DialectKind, SqlWriter, Store};
use fab::models::ModelMeta;
use fab::prelude::*;
use fab_tests::databases::each_database;

use self::inspected::{mysql, postgres, sqlite};

const fn fixture(dialect: DialectKind) -> &'static str {
    match dialect {
        DialectKind::Sqlite => include_str!("fixtures/sqlite.sql"),
        DialectKind::Postgres => include_str!("fixtures/postgres.sql"),
        DialectKind::MySql => include_str!("fixtures/mysql.sql"),
    }
}

async fn load(db: &Db) {
    let script = SqlWriter::new(db.dialect()).push(fixture(db.dialect())).finish(&[]);
    db.execute(script).await.unwrap();
}

fn models(dialect: DialectKind) -> Vec<&'static ModelMeta> {
    match dialect {
        DialectKind::Sqlite => vec![
            sqlite::Author::meta(),
            sqlite::OptionRow::meta(),
            sqlite::UserRow::meta(),
            sqlite::Book::meta(),
            sqlite::Loan::meta(),
        ],
        DialectKind::Postgres => vec![
            postgres::UserRow::meta(),
            postgres::Author::meta(),
            postgres::Book::meta(),
            postgres::Loan::meta(),
            postgres::LoanNote::meta(),
        ],
        DialectKind::MySql => vec![
            mysql::UserRow::meta(),
            mysql::Author::meta(),
            mysql::Book::meta(),
            mysql::Loan::meta(),
        ],
    }
}

#[tokio::test]
async fn the_source_is_the_one_that_is_compiled_here() {
    each_database(|db| async move {
        load(&db).await;
        let source = render(&live(&db).await.unwrap(), &Options::default());
        let file = match db.dialect() {
            DialectKind::Sqlite => "sqlite.rs",
            DialectKind::Postgres => "postgres.rs",
            DialectKind::MySql => "mysql.rs",
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/inspected").join(file);
        if std::env::var_os("FAB_BLESS").is_some() {
            std::fs::write(&path, &source).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap();
        assert_eq!(kept, source, "it/inspected/{file} is out of date");
    })
    .await;
}

#[tokio::test]
async fn inspected_models_fit_their_database_and_read_its_rows() {
    each_database(|db| async move {
        load(&db).await;
        let models = models(db.dialect());
        let plan = plan(&models, &live(&db).await.unwrap(), db.dialect());
        assert!(plan.refused.is_empty(), "{}:\n{plan}", db.dialect().name());
        // All that is missing are indexes for the references, which others may have forgotten.
        let is_index = |sql: &str| sql.starts_with("CREATE INDEX");
        assert!(plan.steps.iter().all(|step| is_index(&step.sql)), "{plan}");
        db.adopt(&models).await.unwrap();
        let store = Store::new(db.clone(), std::sync::Arc::new(SystemClock));
        let scope = Scope::system();
        let mut rows = 0;
        for model in &models {
            let found = store.find(model, &scope, &Condition::Everything, &[], 10).await.unwrap();
            for record in found {
                let key = record.key();
                assert_eq!(store.get(model, &scope, &key).await.unwrap().record, record);
                rows += 1;
            }
        }
        assert!(rows >= 4, "{rows}");
    })
    .await;
}

#[tokio::test]
async fn an_app_names_every_model_it_serves() {
    each_database(|db| async move {
        load(&db).await;
        let options = Options { app: true, title: "The \"Library\"".to_owned() };
        let source = render(&live(&db).await.unwrap(), &options);
        assert!(source.contains("fab::App::new(\"The \\\"Library\\\"\")"), "{source}");
        assert!(source.contains("        .model::<Book>()\n"), "{source}");
    })
    .await;
}
