//! Does an answer tell strangers, or anybody, what is inside?

use std::time::{Duration, Instant};

use fab::admin::SiteOptions;
use fab::db::SqlWriter;
use fab_tests::databases::each_database;
use fab_tests::site::Served;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::attacks::open;
use crate::shop::shop;

/// What no page may say, whatever happened.
const INSIDE: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE ",
    "fab_users",
    "fab_sessions",
    "sqlx",
    "sqlite",
    "postgres",
    "mysql",
    "MariaDB",
    "panicked",
    ".rs:",
    "RUST_BACKTRACE",
    "$argon2",
    "poem",
    "constraint",
];

#[tokio::test]
async fn at50_an_error_page_tells_a_number_and_nothing_of_the_inside() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut client = site.administrator().await;
        client.get("/customers/add").await;
        let taken = [("name", "One"), ("email", "one@example.org")];
        assert_eq!(client.post("/customers/add", &taken).await.status, 303);
        let again = client.post("/customers/add", &taken).await;
        let mut answers = vec![("unique", again)];
        for path in [
            "/customers/%ff%fe",
            "/customers/x",
            "/nothing",
            "/customers/999999",
            "/customers?sort=%00",
            "/customers?f.none.eq=1",
        ] {
            answers.push((path, client.get(path).await));
        }
        let statement = SqlWriter::new(db.dialect()).push("DROP TABLE orders").finish(&[]);
        db.execute(statement).await.unwrap();
        answers.push(("a table is gone", client.get("/orders").await));
        answers.push(("a table is gone, JSON", client.get("/orders/search?q=").await));
        for (what, answer) in &answers {
            assert!(answer.status >= 400 || answer.status == 200, "{what}: {}", answer.status);
            let text = answer.body.split("<main").nth(1).unwrap_or(&answer.body);
            for word in INSIDE {
                assert!(!text.contains(word), "{what}: the page says {word}: {text}");
            }
            if answer.status >= 500 {
                let number = answer.header("x-request-id").unwrap();
                assert!(answer.body.contains(number), "{what}: without its number");
            }
        }
        assert_eq!(answers[0].1.status, 422);
        assert_eq!(answers.last().unwrap().1.status, 500);
    })
    .await;
}

#[tokio::test]
async fn at53_strangers_get_a_word_from_health_and_nothing_from_anything_else() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut client = site.visitor();
        assert_eq!(client.get("/healthz").await.body, "ok\n");
        assert_eq!(client.get("/readyz").await.body, "ready\n");
        for path in [
            "/metrics",
            "/api",
            "/api/openapi.json",
            "/openapi.json",
            "/swagger",
            "/docs",
            "/debug",
            "/debug/pprof",
            "/services",
            "/status",
            "/.env",
            "/.git/HEAD",
            "/actuator",
            "/server-status",
            "/healthz/x",
            "/readyz?verbose=1x/",
        ] {
            let answer = client.get(path).await;
            let closed = matches!(answer.status, 303 | 401 | 403 | 404) || answer.body == "ready\n";
            assert!(closed, "{path}: {} {}", answer.status, answer.body);
        }
        db.close().await;
        let down = client.get("/readyz").await;
        assert_eq!(down.status, 503);
        assert!(down.body.len() < 40, "{}", down.body);
    })
    .await;
}

#[tokio::test]
async fn at43_whoever_sends_slowly_is_cut_off() {
    each_database(|db| async move {
        let mut options = SiteOptions::default();
        options.limits.head_timeout = Duration::from_millis(300);
        options.limits.idle_timeout = Duration::from_millis(500);
        options.limits.request_timeout = Duration::from_millis(800);
        let site = Served::start_with(&shop(), &db, options).await;
        let body = "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                    Content-Length: 5000\r\n\r\n";
        for (what, at_once, drip) in [
            ("nothing at all", "", ""),
            ("half a head", "GET / HTTP/1.1\r\nHost: a\r\n", ""),
            ("a head that drips", "GET / HTTP/1.1\r\n", "x"),
            ("a body that drips", body, "a"),
        ] {
            let began = Instant::now();
            let mut stream = TcpStream::connect(site.address).await.unwrap();
            stream.write_all(at_once.as_bytes()).await.unwrap();
            let cut = tokio::time::timeout(Duration::from_secs(15), async {
                let mut said = [0_u8; 256];
                loop {
                    let waited = tokio::time::timeout(Duration::from_millis(100), stream.read(&mut said)).await;
                    match waited {
                        Ok(Ok(0) | Err(_)) => break,
                        Err(_) if stream.write_all(drip.as_bytes()).await.is_err() => break,
                        Ok(Ok(_)) | Err(_) => {}
                    }
                }
            });
            assert!(cut.await.is_ok(), "{what}: still open after {:?}", began.elapsed());
        }
        assert_eq!(site.visitor().get("/healthz").await.status, 200);
    })
    .await;
}
