//! How does a plan become a schema, also when two processes start together? One at a time, looking again first.

use crate::db::schema::read::live_in;
use crate::db::schema::{Plan, plan};
use crate::db::{Db, DbError, DialectKind, Statement, Tx};
use crate::models::{Kind, ModelMeta, Value};

/// Brings the database to the models, as far as that needs no decision; see [`Plan::refused`] for the rest.
///
/// Processes that start together wait for each other, and those that come later find nothing to do. On
/// PostgreSQL and SQLite all of it happens or nothing; MySQL knows no transactions for this, and a second call
/// takes up where the first stopped.
///
/// # Errors
///
/// When the database cannot be read or refuses a step, such as a unique index over rows that share a value.
pub async fn migrate(db: &Db, models: &[&'static ModelMeta]) -> Result<Plan, DbError> {
    let mut tx = db.begin().await?;
    let done = match db.dialect() {
        DialectKind::Sqlite => apply(&mut tx, models).await,
        DialectKind::Postgres => {
            // A second process may have to wait for long, and an index takes as long as its table is large.
            run(&mut tx, "SET LOCAL statement_timeout = 0").await?;
            lock_postgres(&mut tx).await?;
            apply(&mut tx, models).await
        }
        DialectKind::MySql => {
            let limit = unlimited(&mut tx).await?;
            lock_mysql(&mut tx).await?;
            let done = apply(&mut tx, models).await;
            // Both end with the connection at the latest; the plan's own result is the one to tell.
            let _ = ask(&mut tx, "SELECT RELEASE_LOCK('fab.migrate')").await;
            if let Some(restore) = limit {
                let _ = run(&mut tx, restore).await;
            }
            done
        }
    };
    let plan = done?;
    tx.commit().await?;
    Ok(plan)
}

/// Looks, plans and does, inside the lock.
async fn apply(tx: &mut Tx, models: &[&'static ModelMeta]) -> Result<Plan, DbError> {
    let schema = live_in(tx).await?;
    let plan = plan(models, &schema, schema.dialect);
    for step in &plan.steps {
        tracing::info!(table = step.table, "{}", step.summary);
        let statement = Statement {
            sql: step.sql.clone(),
            binds: Vec::new(),
            reads: Vec::new(),
            problem: None,
        };
        tx.execute(statement).await?;
    }
    Ok(plan)
}

async fn run(tx: &mut Tx, sql: &'static str) -> Result<(), DbError> {
    let statement = tx.writer().push(sql).finish(&[]);
    tx.execute(statement).await.map(drop)
}

async fn ask(tx: &mut Tx, sql: &'static str) -> Result<Option<i64>, DbError> {
    let statement = tx.writer().push(sql).finish(&[Kind::Int]);
    let rows = tx.fetch(statement).await?;
    Ok(rows.first().and_then(|row| row.first()).and_then(Value::as_int))
}

/// Ends with the transaction. The number is our own: `fab` and a version.
async fn lock_postgres(tx: &mut Tx) -> Result<(), DbError> {
    let sql = "SELECT 1::int8 FROM (SELECT pg_advisory_xact_lock(7365938, 1)) AS held";
    ask(tx, sql).await.map(drop)
}

/// Waits as often as it takes. The lock is the server's: other databases there wait too, which does no harm.
async fn lock_mysql(tx: &mut Tx) -> Result<(), DbError> {
    while ask(tx, "SELECT GET_LOCK('fab.migrate', 10)").await? != Some(1) {}
    Ok(())
}

/// Lifts MariaDB's limit on the time of a statement; the statement that sets it again.
async fn unlimited(tx: &mut Tx) -> Result<Option<&'static str>, DbError> {
    if ask(tx, "SELECT VERSION() LIKE '%MariaDB%'").await? != Some(1) {
        return Ok(None);
    }
    run(tx, "SET @fab_limit = @@SESSION.max_statement_time, SESSION max_statement_time = 0")
        .await?;
    Ok(Some("SET SESSION max_statement_time = @fab_limit"))
}
