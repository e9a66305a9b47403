//! What is it measured against? The least that could answer: one query, its rows formatted, nobody asked who it is.

use std::fmt::{self, Write as _};

use chrono::{DateTime, Utc};
use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::{Endpoint, Request, Response, Server};
use rust_decimal::Decimal;
use sqlx::{AssertSqlSafe, PgPool, Row as _, SqlitePool};
use tokio::net::TcpListener;

const ROWS: &str = "SELECT p.id, p.name, p.sku, p.price, p.stock, p.weight, p.state, p.active, p.added, p.supplier, \
    s.name FROM products p LEFT JOIN suppliers s ON s.id = p.supplier ";

const SAVE: &str = "UPDATE products SET name = $2, stock = $3, weight = $4 WHERE id = $1";

/// The handler, with the bytes that it adds to each row so that its pages are as long as ours.
struct Bare {
    pool: Pool,
    filler: String,
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Serves the bare pages of `url` on `listener`, with so many bytes added to each row.
pub(crate) async fn serve(url: &str, filler: usize, listener: TcpListener) {
    let pool = if url.starts_with("sqlite:") {
        Pool::Sqlite(SqlitePool::connect(url).await.unwrap())
    } else {
        Pool::Postgres(PgPool::connect(url).await.unwrap())
    };
    let bare = Bare { pool, filler: " ".repeat(filler) };
    let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
    Server::new_with_acceptor(acceptor).run(bare).await.unwrap();
}

impl Endpoint for Bare {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let path = request.uri().path().to_owned();
        let id = path.rsplit('/').next().and_then(|word| word.parse::<i64>().ok());
        if request.method() == "POST" {
            let body = request.take_body().into_string().await?;
            self.save(id.unwrap_or(0), &body).await;
            return Ok(Response::builder()
                .status(StatusCode::SEE_OTHER)
                .header("location", "/")
                .finish());
        }
        let contains = if matches!(self.pool, Pool::Sqlite(_)) { "LIKE" } else { "ILIKE" };
        let rest = match (path.as_str(), id) {
            (_, Some(_)) => "WHERE p.id = $1".to_owned(),
            ("/first", _) => "ORDER BY p.id LIMIT 51".to_owned(),
            ("/last", _) => "ORDER BY p.id DESC LIMIT 51".to_owned(),
            ("/indexed", _) => "ORDER BY p.name, p.id LIMIT 51".to_owned(),
            ("/unindexed", _) => "ORDER BY p.weight, p.id LIMIT 51".to_owned(),
            ("/search", _) => format!("WHERE p.name {contains} '%spring%' ORDER BY p.id LIMIT 51"),
            _ => return Ok(StatusCode::NOT_FOUND.into()),
        };
        let page = self.page(&format!("{ROWS}{rest}"), id).await;
        Ok(Response::builder().content_type("text/html; charset=utf-8").body(page))
    }
}

/// Formats the rows of one driver.
macro_rules! format_rows {
    ($rows:expr, $price:ty, $added:ty, $filler:expr) => {{
        let mut page = String::with_capacity(($filler.len() + 256) * $rows.len() + 1024);
        page.push_str("<!doctype html><title>Products</title><table>");
        for row in &$rows {
            let cells = Cells {
                id: row.get(0),
                name: row.get(1),
                sku: row.get(2),
                price: &row.get::<$price, _>(3),
                stock: row.get(4),
                weight: row.get(5),
                state: row.get(6),
                active: row.get(7),
                added: &row.get::<$added, _>(8),
                supplier: row.get(9),
                supplier_name: row.get(10),
            };
            cells.write(&mut page, $filler);
        }
        page.push_str("</table>");
        page
    }};
}

struct Cells<'a> {
    id: i64,
    name: &'a str,
    sku: &'a str,
    price: &'a dyn fmt::Display,
    stock: i64,
    weight: f64,
    state: &'a str,
    active: bool,
    added: &'a dyn fmt::Display,
    supplier: i64,
    supplier_name: &'a str,
}

impl Cells<'_> {
    fn write(&self, page: &mut String, filler: &str) {
        let Self {
            id,
            name,
            sku,
            price,
            stock,
            weight,
            state,
            active,
            added,
            supplier,
            supplier_name,
        } = self;
        // Writing to a String does not fail.
        let _ = write!(
            page,
            "<tr><td>{id}</td><td>{name}</td><td>{sku}</td><td>{price}</td><td>{stock}</td>\
             <td>{weight}</td><td>{state}</td><td>{active}</td><td>{added}</td>\
             <td><a href=\"/suppliers/{supplier}\">{supplier_name}</a></td></tr>"
        );
        page.push_str(filler);
    }
}

impl Bare {
    async fn page(&self, sql: &str, id: Option<i64>) -> String {
        match &self.pool {
            Pool::Sqlite(pool) => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                if let Some(id) = id {
                    query = query.bind(id);
                }
                let rows = query.fetch_all(pool).await.unwrap();
                format_rows!(rows, i64, &str, &self.filler)
            }
            Pool::Postgres(pool) => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                if let Some(id) = id {
                    query = query.bind(id);
                }
                let rows = query.fetch_all(pool).await.unwrap();
                format_rows!(rows, Decimal, DateTime<Utc>, &self.filler)
            }
        }
    }

    async fn save(&self, id: i64, body: &str) {
        let field = |name: &str| {
            let pair = body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            pair.unwrap_or_default().replace("%20", " ")
        };
        let (name, stock) = (field("name"), field("stock").parse::<i64>().unwrap_or(0));
        let weight = field("weight").parse::<f64>().unwrap_or(0.0);
        let written = match &self.pool {
            Pool::Sqlite(pool) => {
                let query = sqlx::query(SAVE).bind(id).bind(name).bind(stock).bind(weight);
                query.execute(pool).await.unwrap().rows_affected()
            }
            Pool::Postgres(pool) => {
                let query = sqlx::query(SAVE).bind(id).bind(name).bind(stock).bind(weight);
                query.execute(pool).await.unwrap().rows_affected()
            }
        };
        assert_eq!(written, 1, "no row {id}");
    }
}
