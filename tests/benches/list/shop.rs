//! What is listed? A model of ten columns, one of them a foreign key, with as many rows as asked for.

use std::sync::Arc;

use fab::clock::SystemClock;
use fab::db::{Db, DialectKind, SqlWriter, Store};
use fab::prelude::*;

/// Who a product is bought from.
#[derive(Debug, AdminModel)]
pub(crate) struct Supplier {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(search)]
    pub(crate) name: String,
}

/// How a product is sold.
#[derive(Debug, Clone, Copy, Choice)]
pub(crate) enum State {
    Draft,
    OnSale,
    Retired,
}

/// Something on the shelf.
#[derive(Debug, AdminModel)]
#[admin(order = "id")]
pub(crate) struct Product {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(search, index, max_length = 120)]
    pub(crate) name: String,
    #[admin(max_length = 40)]
    pub(crate) sku: String,
    #[admin(scale = 2)]
    pub(crate) price: Decimal,
    pub(crate) stock: i64,
    pub(crate) weight: f64,
    #[admin(filter)]
    pub(crate) state: State,
    pub(crate) active: bool,
    pub(crate) added: DateTime<Utc>,
    pub(crate) supplier: ForeignKey<Supplier>,
}

const SEEDS: i64 = 1_000;

/// Fills the tables: a thousand rows through the store, and then copies of them by the database itself.
pub(crate) async fn fill(db: &Db, rows: i64) {
    let store = Store::new(db.clone(), Arc::new(SystemClock));
    let scope = Scope::system();
    for number in 1..=100 {
        let supplier = Supplier { id: 0, name: format!("Supplier {number:03}") };
        store.add(&scope, &supplier).await.unwrap();
    }
    let mut records = Vec::new();
    for number in 0..SEEDS {
        // Spread evenly and not in the order of keys.
        let mixed = number * 7_919 % SEEDS;
        let states = [State::Draft, State::OnSale, State::Retired];
        let product = Product {
            id: 0,
            name: format!("Product {mixed:04} of the spring collection"),
            sku: format!("SKU-{number:08}"),
            price: Decimal::new(mixed * 37 + 99, 2),
            stock: mixed % 500,
            weight: f64::from(i32::try_from(mixed).unwrap_or(0)) / 8.0,
            state: states[usize::try_from(mixed % 3).unwrap_or(0)],
            active: mixed % 7 != 0,
            added: DateTime::from_timestamp(1_700_000_000 + mixed * 3_600, 0).unwrap_or_default(),
            supplier: ForeignKey::new(mixed % 100 + 1),
        };
        records.push(product.to_record());
    }
    store.insert_many(&scope, records).await.unwrap();
    copy(db, rows / SEEDS - 1).await;
    let analyze = if db.dialect() == DialectKind::Postgres { "VACUUM ANALYZE" } else { "ANALYZE" };
    execute(db, SqlWriter::new(db.dialect()).push(analyze)).await;
}

/// Adds each product `times` more, with another name, weight and stock.
async fn copy(db: &Db, times: i64) {
    let mut sql = SqlWriter::new(db.dialect());
    sql.push(
        "INSERT INTO products (name, sku, price, stock, weight, state, active, added, supplier) ",
    );
    sql.push(
        "WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ",
    );
    sql.number(u64::try_from(times).unwrap_or(0));
    sql.push(
        ") SELECT p.name || ' ' || ((n * 7919) % 1000), p.sku || n, p.price, p.stock + n % 100, ",
    );
    sql.push("p.weight + n, p.state, p.active, p.added, p.supplier FROM products p, copies");
    execute(db, &mut sql).await;
}

async fn execute(db: &Db, sql: &mut SqlWriter) {
    db.execute(sql.finish(&[])).await.unwrap();
}
