//! Does the server hold its ground on the wire: headers, limits, deadlines, errors that tell nothing?

use std::time::{Duration, Instant};

use fab::admin::{Limits, SiteOptions};
use fab::db::{Db, SqlWriter};
use fab::models::{Change, Hook, Violations};
use fab::testing::TestDb;
use fab_tests::client::Client;
use fab_tests::site::Served;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::shop::{Customer, shop};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

async fn sqlite() -> TestDb {
    TestDb::sqlite().await.unwrap()
}

fn limits(change: impl FnOnce(&mut Limits)) -> SiteOptions {
    let mut options = SiteOptions::default();
    change(&mut options.limits);
    options
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_safety() {
    let db = sqlite().await;
    let site = Served::start(&shop(), &db).await;
    let mut client = site.administrator().await;
    for path in ["/", "/customers", "/nothing", "/healthz", "/login", "/customers/search?q="] {
        let answer = client.get(path).await;
        let header = |name| answer.header(name).unwrap_or_else(|| panic!("{path} has no {name}"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!header("content-security-policy").contains("unsafe"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert!(header("permissions-policy").contains("camera=()"));
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-request-id").len(), 32);
        assert!(answer.header("strict-transport-security").is_none());
    }
}

#[tokio::test]
async fn behind_https_cookies_are_bound_to_the_host_and_other_hosts_refused() {
    let db = sqlite().await;
    let base_url = Some("https://admin.example.com".parse().unwrap());
    let options = SiteOptions { base_url, ..SiteOptions::default() };
    let site = Served::start_with(&shop(), &db, options).await;
    let mut client = site.visitor();
    assert_eq!(client.get("/").await.status, 421);
    let ours = client.request("GET", "/login", "Host: admin.example.com\r\n", "").await;
    assert_eq!(ours.status, 200);
    assert!(ours.header("strict-transport-security").unwrap().starts_with("max-age="));
    let cookie = ours.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-fab_visitor="), "{cookie}");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert_eq!(client.request("GET", "/healthz", "Host: 10.0.0.7\r\n", "").await.status, 200);
}

#[tokio::test]
async fn methods_are_told_apart() {
    let db = sqlite().await;
    let site = Served::start(&shop(), &db).await;
    let mut client = site.administrator().await;
    let refused = client.request("PUT", "/customers/add", "", "").await;
    assert_eq!((refused.status, refused.header("allow")), (405, Some("HEAD, GET, POST")));
    let refused = client.request("GET", "/logout", "", "").await;
    assert_eq!((refused.status, refused.header("allow")), (405, Some("POST")));
    let head = client.request("HEAD", "/customers", "", "").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(client.get("/customers").await.status, 200, "the connection is still in step");
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let db = sqlite().await;
    let site = Served::start_with(&shop(), &db, limits(|limits| limits.form_bytes = 10_000)).await;
    let mut client = site.administrator().await;
    client.get("/customers/add").await;

    let long = format!("/customers?q={}", "a".repeat(9_000));
    assert_eq!(client.get(&long).await.status, 414);

    let announced = format!("{FORM}Content-Length: 10001\r\n");
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    let cookie = client.cookie("fab_session").unwrap();
    let request = format!(
        "POST /customers/add HTTP/1.1\r\nHost: {}\r\nCookie: fab_session={cookie}\r\n{announced}\r\n",
        site.address
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413", "refused before a byte of it was sent");

    let mut fresh = site.visitor();
    fresh.set_cookie("fab_session", cookie);
    let chunk = format!("{:x}\r\n{}\r\n", 6_000, "a".repeat(6_000));
    let body = format!("{chunk}{chunk}0\r\n\r\n");
    let chunked = format!("{FORM}Transfer-Encoding: chunked\r\n");
    assert_eq!(fresh.request("POST", "/customers/add", &chunked, &body).await.status, 413);

    let mut fresh = site.visitor();
    fresh.set_cookie("fab_session", cookie);
    let json = "Content-Type: application/json\r\nContent-Length: 2\r\n";
    assert_eq!(fresh.request("POST", "/customers/add", json, "{}").await.status, 415);
}

/// Sends `bytes` and waits until the server closes; how long that took, and what it said.
async fn until_closed(site: &Served, bytes: &[u8]) -> (Duration, String) {
    let began = Instant::now();
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut said = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut said)).await;
    assert!(closed.is_ok(), "the connection stayed open");
    (began.elapsed(), String::from_utf8_lossy(&said).into_owned())
}

#[tokio::test]
async fn slow_and_silent_peers_are_cut() {
    let db = sqlite().await;
    let options = limits(|limits| {
        limits.head_timeout = Duration::from_millis(200);
        limits.idle_timeout = Duration::from_millis(400);
        limits.request_timeout = Duration::from_millis(600);
    });
    let site = Served::start_with(&shop(), &db, options).await;
    let (silent, _) = until_closed(&site, b"").await;
    assert!(silent < Duration::from_secs(10), "{silent:?}");
    let (half, said) = until_closed(&site, b"GET / HTTP/1.1\r\nHost: a\r\n").await;
    assert!(half < Duration::from_secs(10) && !said.contains("200"), "{half:?} {said}");
    let (_, kept) = until_closed(&site, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(kept.starts_with("HTTP/1.1 200"), "{kept}");

    let body = "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 100\r\n\r\nusername=";
    let (_, said) = until_closed(&site, body.as_bytes()).await;
    assert!(said.starts_with("HTTP/1.1 503"), "{said}");
}

#[tokio::test]
async fn no_more_connections_are_served_than_allowed() {
    let db = sqlite().await;
    let site = Served::start_with(&shop(), &db, limits(|limits| limits.connections = 2)).await;
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut client = site.visitor();
        assert_eq!(client.get("/healthz").await.status, 200);
        kept.push(client);
    }
    let mut third = site.visitor();
    let waits = tokio::time::timeout(Duration::from_millis(300), third.get("/healthz")).await;
    assert!(waits.is_err(), "a third connection was served");
    kept.clear();
    assert_eq!(site.visitor().get("/healthz").await.status, 200);
}

async fn execute(db: &Db, sql: &'static str) {
    db.execute(SqlWriter::new(db.dialect()).push(sql).finish(&[])).await.unwrap();
}

#[tokio::test]
async fn an_error_page_tells_a_number_and_nothing_else() {
    let db = sqlite().await;
    let site = Served::start(&shop(), &db).await;
    let mut client = site.administrator().await;
    execute(&db, "DROP TABLE orders").await;
    let failed = client.get("/orders").await;
    assert_eq!(failed.status, 500);
    assert_tells_nothing(&failed.body);
    assert!(failed.body.contains(failed.header("x-request-id").unwrap()), "{}", failed.body);

    execute(&db, "DROP TABLE customers").await;
    let failed = client.get("/customers/search?q=a").await;
    assert_eq!(failed.status, 500);
    assert_tells_nothing(&failed.body);
    let told: serde_json::Value = serde_json::from_str(&failed.body).unwrap();
    assert_eq!(told["request_id"].as_str(), failed.header("x-request-id"));
}

#[tokio::test]
async fn without_its_database_the_site_says_so_and_nothing_more() {
    let db = sqlite().await;
    let site = Served::start(&shop(), &db).await;
    let mut client = site.administrator().await;
    db.close().await;
    assert_eq!(client.get("/healthz").await.status, 200);
    assert_eq!(client.get("/readyz").await.status, 503);
    let failed = client.get("/customers").await;
    assert!(matches!(failed.status, 500 | 503), "{}", failed.status);
    assert_tells_nothing(&failed.body);
}

fn assert_tells_nothing(body: &str) {
    for word in ["no such table", "SELECT", "sqlx", "sqlite", "panicked", ".rs"] {
        assert!(!body.contains(word), "the page says {word}: {body}");
    }
}

#[derive(Debug)]
struct Panics;

impl Hook for Panics {
    fn before_insert(&self, _: &mut Change<'_>) -> Result<(), Violations> {
        panic!("the inside of the program")
    }
}

#[tokio::test]
async fn a_panic_is_an_error_page_and_the_next_request_is_served() {
    let db = sqlite().await;
    let site = Served::start(&shop().hook::<Customer>(Panics), &db).await;
    let mut client: Client = site.administrator().await;
    client.get("/customers/add").await;
    let failed = client.post("/customers/add", &[("name", "Ann")]).await;
    assert_eq!(failed.status, 500);
    assert!(!failed.body.contains("inside of the program"), "{}", failed.body);
    assert_eq!(client.get("/customers").await.status, 200);
}

#[tokio::test]
async fn health_and_assets_need_nobody() {
    let db = sqlite().await;
    let site = Served::start(&shop(), &db).await;
    let mut client = site.visitor();
    assert_eq!(client.get("/healthz").await.body, "ok\n");
    assert_eq!(client.get("/readyz").await.body, "ready\n");

    let page = client.get("/login").await.body.replace("&#x2f;", "/");
    let sheet = page.split("href=\"").find(|part| part.starts_with("/static/fab/")).unwrap();
    let sheet = &sheet[..sheet.find('"').unwrap()];
    let plain = client.get(sheet).await;
    assert_eq!(plain.status, 200);
    assert_eq!(plain.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let etag = plain.header("etag").unwrap();
    let known = client.request("HEAD", sheet, &format!("If-None-Match: {etag}\r\n"), "").await;
    assert_eq!(known.status, 304);
    let zipped = client.request("HEAD", sheet, "Accept-Encoding: gzip\r\n", "").await;
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert_eq!(client.get("/static/fab/0/../../Cargo.toml").await.status, 303);
    assert_eq!(client.get("/static/fab/0/none.css").await.status, 404);
}

#[tokio::test]
async fn the_theme_is_kept_in_a_cookie() {
    let db = sqlite().await;
    let site = Served::start(&shop(), &db).await;
    let mut client = site.visitor();
    client.get("/login").await;
    let chosen = client.post("/theme", &[("theme", "dark"), ("next", "/login")]).await;
    assert_eq!((chosen.status, chosen.location()), (303, "/login"));
    assert_eq!(client.cookie("fab_theme"), Some("dark"));
    let back = client.post("/theme", &[("theme", "<b>"), ("next", "//evil.example")]).await;
    assert_eq!(back.location(), "/");
    assert_eq!(client.cookie("fab_theme"), Some("auto"));
}
