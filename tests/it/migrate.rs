//! Does a database become what the models say, and is nothing ever lost?

use fab::db::schema::{Plan, live, migrate, plan};
use fab::db::{Db, DbOptions, DialectKind, SqlWriter};
use fab::models::{FieldMeta, Kind, ModelMeta, TypeMeta, Value};
use fab::prelude::*;
use fab_tests::databases::each_database;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
enum Colour {
    Red,
    Green,
}

/// One field of every type.
#[derive(AdminModel)]
#[admin(table = "everything")]
struct Everything {
    #[admin(key)]
    id: i64,
    small: i16,
    big: u64,
    ratio: f64,
    #[admin(scale = 4)]
    price: Decimal,
    #[admin(unique, max_length = 120)]
    name: String,
    #[admin(index)]
    notes: Option<String>,
    active: bool,
    day: NaiveDate,
    at: DateTime<Utc>,
    local: Option<NaiveDateTime>,
    time: NaiveTime,
    token: Uuid,
    data: Json,
    blob: Option<Vec<u8>>,
    colour: Colour,
    total: Money,
    parent: Option<ForeignKey<Everything>>,
    partner: ForeignKey<Partner>,
}

/// Refers back, so that neither table can come first with all its references.
#[derive(AdminModel)]
#[admin(table = "order")]
struct Partner {
    #[admin(key)]
    id: Uuid,
    #[admin(column = "group", max_length = 40)]
    group_name: String,
    favourite: Option<ForeignKey<Everything>>,
}

/// Two keys of two kinds.
#[derive(AdminModel)]
#[admin(table = "members")]
struct Member {
    #[admin(key)]
    partner: ForeignKey<Partner>,
    #[admin(key, max_length = 20)]
    role: String,
}

fn all() -> Vec<&'static ModelMeta> {
    vec![Everything::meta(), Partner::meta(), Member::meta()]
}

async fn planned(db: &Db, models: &[&'static ModelMeta]) -> Plan {
    plan(models, &live(db).await.unwrap(), db.dialect())
}

async fn execute(db: &Db, sql: &'static str) {
    db.execute(SqlWriter::new(db.dialect()).push(sql).finish(&[])).await.unwrap();
}

async fn number(db: &Db, sql: &'static str) -> Value {
    let statement = SqlWriter::new(db.dialect()).push(sql).finish(&[Kind::Int]);
    db.fetch(statement).await.unwrap()[0][0].clone()
}

#[tokio::test]
async fn a_fresh_database_gets_every_table_and_then_nothing_is_left_to_do() {
    each_database(|db| async move {
        let first = migrate(&db, &all()).await.unwrap();
        assert!(first.refused.is_empty(), "{first}");
        assert!(first.steps.len() > 3);
        let second = planned(&db, &all()).await;
        assert!(second.is_empty(), "{}:\n{second}", db.dialect().name());
        assert!(migrate(&db, &all()).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn processes_that_start_together_migrate_once() {
    each_database(|db| async move {
        let mut running = Vec::new();
        for _ in 0..5 {
            let url = db.url().to_owned();
            running.push(tokio::spawn(async move {
                let own = Db::connect(&DbOptions::new(url)).await.unwrap();
                let plan = migrate(&own, &all()).await.unwrap();
                own.close().await;
                plan.steps.len()
            }));
        }
        let mut worked = 0;
        for process in running {
            worked += usize::from(process.await.unwrap() > 0);
        }
        assert_eq!(worked, 1, "only the first one finds something to do");
        assert!(planned(&db, &all()).await.is_empty());
    })
    .await;
}

mod before {
    use super::*;

    #[derive(AdminModel)]
    #[admin(table = "articles")]
    pub(super) struct Article {
        #[admin(key)]
        pub(super) id: i64,
        #[admin(max_length = 10)]
        pub(super) title: String,
        #[admin(scale = 2)]
        pub(super) price: Decimal,
        pub(super) old: Option<String>,
    }
}

mod after {
    use super::*;

    #[derive(AdminModel)]
    #[admin(table = "articles")]
    pub(super) struct Article {
        #[admin(key)]
        pub(super) id: i64,
        #[admin(max_length = 200, unique)]
        pub(super) title: String,
        #[admin(scale = 2)]
        pub(super) price: Decimal,
        pub(super) active: bool,
        #[admin(default = 5)]
        pub(super) stars: i32,
        #[admin(default = "it's new \\ old", max_length = 40)]
        pub(super) state: String,
        #[admin(default = "12.5")]
        pub(super) weight: Decimal,
        #[admin(default = "2020-01-31T14:30:00Z")]
        pub(super) seen: DateTime<Utc>,
        #[admin(default = "[]")]
        pub(super) tags: Json,
        #[admin(index)]
        pub(super) summary: Option<String>,
        pub(super) colour: Option<Colour>,
        pub(super) twin: Option<ForeignKey<Article>>,
    }
}

#[tokio::test]
async fn new_fields_are_added_to_rows_that_exist() {
    each_database(|db| async move {
        migrate(&db, &[before::Article::meta()]).await.unwrap();
        execute(&db, "INSERT INTO articles (title, price, old) VALUES ('one', 150, 'kept')").await;
        let done = migrate(&db, &[after::Article::meta()]).await.unwrap();
        assert!(done.refused.is_empty(), "{done}");
        let again = planned(&db, &[after::Article::meta()]).await;
        assert!(again.is_empty(), "{}:\n{again}", db.dialect().name());
        let sql = "SELECT COUNT(*) FROM articles WHERE old = 'kept' AND stars = 5 AND twin IS NULL";
        assert_eq!(number(&db, sql).await, Value::Int(1));
        let columns = after::Article::meta().columns();
        let mut writer = db.writer();
        writer.push("SELECT ");
        for name in ["state", "weight", "seen", "tags"] {
            if name != "state" {
                writer.push(", ");
            }
            writer.ident(columns.by_name(name).unwrap().name);
        }
        let statement = writer.push(" FROM articles").finish(&[
            Kind::Text,
            if db.dialect() == DialectKind::Sqlite { Kind::Int } else { Kind::Decimal },
            Kind::Timestamp,
            Kind::Json,
        ]);
        let row = db.fetch(statement).await.unwrap().remove(0);
        assert_eq!(row[0], Value::Text("it's new \\ old".to_owned()));
        assert_eq!(row[3], Value::Json(serde_json::json!([])));
        let Value::Timestamp(seen) = row[2] else { panic!("{row:?}") };
        assert_eq!(seen.to_rfc3339(), "2020-01-31T14:30:00+00:00");
    })
    .await;
}

#[tokio::test]
async fn what_would_narrow_or_guess_is_refused_with_the_sql() {
    each_database(|db| async move {
        migrate(&db, &[after::Article::meta()]).await.unwrap();
        let plan = planned(&db, &[required::Article::meta()]).await;
        assert!(plan.steps.is_empty(), "{plan}");
        let mut about: Vec<&str> =
            plan.refused.iter().filter_map(|refusal| refusal.column.as_deref()).collect();
        about.sort_unstable();
        assert_eq!(about, ["born", "colour", "state", "summary"], "{plan}");
        let text = plan.to_string();
        assert!(text.contains("-- left to you: articles.born: "), "{text}");
        assert!(text.lines().all(|line| line.is_empty() || line.starts_with("--")), "{text}");
    })
    .await;
}

mod required {
    use super::*;

    #[derive(AdminModel)]
    #[admin(table = "articles")]
    pub(super) struct Article {
        #[admin(key)]
        pub(super) id: i64,
        /// Was free to be empty.
        #[admin(index)]
        pub(super) summary: String,
        /// Was text.
        pub(super) state: Option<bool>,
        /// Has no value for the rows that exist.
        pub(super) born: NaiveDate,
        /// Was free to be empty.
        pub(super) colour: Colour,
    }
}

#[tokio::test]
async fn empty_values_are_allowed_where_the_database_can_be_told_so() {
    each_database(|db| async move {
        migrate(&db, &[before::Article::meta()]).await.unwrap();
        let plan = migrate(&db, &[relaxed::Article::meta()]).await.unwrap();
        if db.dialect() == DialectKind::Sqlite {
            assert_eq!(plan.refused.len(), 3, "{plan}");
            assert!(plan.to_string().contains("CREATE TABLE \"articles_new\""), "{plan}");
        } else {
            assert_eq!(plan.steps.len(), 2, "{plan}");
            assert!(planned(&db, &[relaxed::Article::meta()]).await.is_empty());
        }
    })
    .await;
}

mod relaxed {
    use super::*;

    #[derive(AdminModel)]
    #[admin(table = "articles")]
    pub(super) struct Article {
        #[admin(key)]
        pub(super) id: i64,
        pub(super) title: Option<String>,
        #[admin(scale = 4)]
        pub(super) price: Option<Decimal>,
    }
}

#[tokio::test]
async fn the_sql_that_sqlite_needs_a_person_for_does_what_it_says() {
    let db = fab::testing::TestDb::sqlite().await.unwrap();
    migrate(&db, &[before::Article::meta()]).await.unwrap();
    execute(&db, "INSERT INTO articles (title, price, old) VALUES ('one', 150, 'kept')").await;
    for _ in 0..3 {
        let plan = planned(&db, &[relaxed::Article::meta()]).await;
        let Some(refusal) = plan.refused.first() else { break };
        let script: &'static str = Box::leak(refusal.sql.join("\n").into_boxed_str());
        execute(&db, script).await;
    }
    let plan = planned(&db, &[relaxed::Article::meta()]).await;
    assert!(plan.is_empty(), "{plan}");
    let sql = "SELECT COUNT(*) FROM articles WHERE price = 15000 AND old = 'kept'";
    assert_eq!(number(&db, sql).await, Value::Int(1));
}

#[tokio::test]
async fn tables_that_were_there_keep_their_own_types() {
    each_database(|db| async move {
        execute(
            &db,
            match db.dialect() {
                DialectKind::Sqlite => {
                    "CREATE TABLE articles (id INTEGER PRIMARY KEY, title NVARCHAR(80) NOT NULL UNIQUE, \
                     price NUMERIC(10,2) NOT NULL, old TEXT, more BLOB)"
                }
                DialectKind::Postgres => {
                    "CREATE TABLE articles (id serial PRIMARY KEY, title text NOT NULL UNIQUE, \
                     price numeric(10,2) NOT NULL, old varchar, more bytea)"
                }
                DialectKind::MySql => {
                    "CREATE TABLE articles (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, \
                     title CHAR(80) NOT NULL UNIQUE, price DECIMAL(10,2) NOT NULL, old TEXT, more BLOB)"
                }
            },
        )
        .await;
        let plan = planned(&db, &[before::Article::meta()]).await;
        assert!(plan.is_empty(), "{}:\n{plan}", db.dialect().name());
    })
    .await;
}

/// A model with a key and one column of that kind.
fn model_of(ty: TypeMeta) -> &'static ModelMeta {
    let fields: &'static [FieldMeta] = Box::leak(Box::new([
        FieldMeta::new("id", "ID", <i64 as fab::models::FieldType>::META).key(true),
        FieldMeta::new("value", "Value", ty).index(true),
    ]));
    Box::leak(Box::new(ModelMeta::new("thing", "things", "things", fields)))
}

#[tokio::test]
async fn every_change_of_a_type_is_either_nothing_or_said_and_loses_no_column() {
    let kinds = [
        Kind::Bool,
        Kind::Int,
        Kind::Float,
        Kind::Decimal,
        Kind::Text,
        Kind::Date,
        Kind::Time,
        Kind::Timestamp,
        Kind::DateTime,
        Kind::Uuid,
    ];
    each_database(move |db| async move {
        for from in kinds {
            execute(&db, "DROP TABLE IF EXISTS things").await;
            let was = model_of(TypeMeta::column(from));
            migrate(&db, &[was]).await.unwrap();
            let before = live(&db).await.unwrap();
            for to in kinds {
                let will = model_of(TypeMeta::column(to));
                let plan = plan(&[will], &before, db.dialect());
                assert!(from != to || plan.is_empty(), "{from:?}: {plan}");
                let harmless = |sql: &str| !sql.contains("DROP") && !sql.contains("DELETE");
                assert!(
                    plan.steps.iter().all(|step| harmless(&step.sql)),
                    "{from:?} to {to:?}: {plan}"
                );
                for refusal in &plan.refused {
                    assert!(
                        refusal.column.as_deref() == Some("value"),
                        "{from:?} to {to:?}: {plan}"
                    );
                }
            }
        }
    })
    .await;
}
