//! Is the browser told to keep the pages safe, and is no header of a client believed?

use fab::admin::SiteOptions;
use fab_tests::databases::each_database;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

use crate::attacks::open;
use crate::shop::shop;

async fn behind_https(db: &fab::db::Db) -> Served {
    let base_url = Some("https://admin.example.com".parse().unwrap());
    let options = SiteOptions { base_url, ..SiteOptions::default() };
    Served::start_with(&shop(), db, options).await
}

const OURS: &str = "Host: admin.example.com\r\n";

#[tokio::test]
async fn at47_a_host_that_is_not_ours_is_answered_by_nothing() {
    each_database(|db| async move {
        let site = behind_https(&db).await;
        let mut client = site.visitor();
        for host in ["evil.example", "admin.example.com.evil.example", "evil.example:443", "admin.example.com:8443", ""] {
            let answer = client.request("GET", "/login", &format!("Host: {host}\r\n"), "").await;
            assert!(matches!(answer.status, 400 | 421), "{host:?}: {}", answer.status);
        }
        // The address in the request line counts before the header, and neither may be foreign.
        let absolute = client.request("GET", "http://evil.example/login", OURS, "").await;
        assert!(matches!(absolute.status, 400 | 421), "{}", absolute.status);
        let poisoned = format!(
            "{OURS}X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: http\r\nForwarded: host=evil.example\r\n\
             X-Original-URL: /users\r\nX-Rewrite-URL: /users\r\n"
        );
        let answer = client.request("GET", "/customers", &poisoned, "").await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), "/login?next=%2Fcustomers");
        let login = client.request("GET", "/login", &poisoned, "").await;
        assert_eq!(login.status, 200);
        assert!(!login.body.contains("evil.example") && !login.body.contains("http://"), "{}", login.body);
    })
    .await;
}

#[tokio::test]
async fn at48_every_answer_forbids_frames_sniffing_and_keeping() {
    each_database(|db| async move {
        let site = behind_https(&db).await;
        let mut client = site.visitor();
        for path in ["/login", "/forgotten", "/", "/nothing", "/setup/x", "/customers/export/csv"] {
            let answer = client.request("GET", path, OURS, "").await;
            let header =
                |name| answer.header(name).unwrap_or_else(|| panic!("{path} has no {name}"));
            let policy = header("content-security-policy");
            assert!(
                policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
            assert!(policy.contains("base-uri 'none'") && policy.contains("object-src 'none'"));
            assert_eq!(header("x-frame-options"), "DENY");
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin");
            assert_eq!(header("cross-origin-resource-policy"), "same-origin");
            assert!(header("strict-transport-security").starts_with("max-age=63072000"));
            assert_eq!(
                header("cache-control"),
                "no-store",
                "nothing to go back to after signing out"
            );
            assert_eq!(header("referrer-policy"), "same-origin");
            assert!(answer.header("server").is_none() && answer.header("x-powered-by").is_none());
        }
    })
    .await;
}

#[tokio::test]
async fn at49_every_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts() {
    each_database(|db| async move {
        let site = behind_https(&db).await;
        let mut client = site.visitor();
        let page = client.request("GET", "/login", OURS, "").await;
        let token = page.body.split("name=\"_csrf\" value=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let body = format!("_csrf={token}&username={ADMINISTRATOR}&password={}", PASSWORD.replace(' ', "+"));
        let headers = format!(
            "{OURS}Origin: https://admin.example.com\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n",
            body.len()
        );
        let entered = client.request("POST", "/login", &headers, &body).await;
        assert_eq!(entered.status, 303, "{}", entered.body);
        let cookies: Vec<&str> = page
            .headers
            .iter()
            .chain(&entered.headers)
            .filter(|(name, _)| name == "set-cookie")
            .map(|(_, value)| value.as_str())
            .collect();
        assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-fab_session=")), "{cookies:?}");
        for cookie in cookies {
            assert!(cookie.starts_with("__Host-") && cookie.len() < 4096, "{cookie}");
            for attribute in ["; Path=/", "; HttpOnly", "; SameSite=", "; Secure"] {
                assert!(cookie.contains(attribute), "{cookie} has no {attribute}");
            }
            assert!(!cookie.to_lowercase().contains("domain="), "{cookie}");
        }
    })
    .await;
}

#[tokio::test]
async fn at51_nothing_that_is_typed_ends_a_header() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut client = site.administrator().await;
        client.get("/customers/add").await;
        let evil = "Eve\r\nSet-Cookie: owned=1\r\n\r\n<script>";
        let added = client.post("/customers/add", &[("name", evil)]).await;
        assert!(client.cookie("owned").is_none());
        assert!(added.header("owned").is_none());
        if added.status == 303 {
            let page = client.get(added.location()).await;
            assert!(!page.body.contains("<script>") && client.cookie("owned").is_none());
        }
        for path in [
            "/customers/export/csv?q=%0d%0aSet-Cookie:%20owned=1",
            "/customers?q=%0d%0aSet-Cookie:%20owned=1",
            "/login?next=/%0d%0aSet-Cookie:%20owned=1",
            "/customers/%0d%0aSet-Cookie:%20owned=1",
        ] {
            client.get(path).await;
            assert!(client.cookie("owned").is_none(), "{path}");
        }
    })
    .await;
}
