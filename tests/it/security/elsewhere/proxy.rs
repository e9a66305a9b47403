//! Whom does a proxy sign in, and who is no proxy?

use fab::admin::SiteOptions;
use fab::security::By;
use fab::testing::TestDb;
use fab_tests::site::{ADMINISTRATOR, Served};

use crate::shop::shop;

async fn site(trusted: &str) -> (Served, TestDb) {
    let db = TestDb::sqlite().await.unwrap();
    let options = SiteOptions {
        trusted_proxies: vec![trusted.parse().unwrap()],
        proxy_user_header: Some("remote-user".to_owned()),
        ..SiteOptions::default()
    };
    (Served::start_with(&shop(), &db, options).await, db)
}

const ANNA: &str = "Remote-User: anna\r\n";

#[tokio::test]
async fn whom_a_trusted_proxy_names_is_signed_in_and_stays_so() {
    let (site, _db) = site("127.0.0.1").await;
    let mut client = site.visitor();
    let answer = client.request("GET", "/", ANNA, "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains(ADMINISTRATOR));
    let first = client.cookie("fab_session").unwrap().to_owned();
    assert_eq!(client.request("GET", "/customers", ANNA, "").await.status, 200);
    assert_eq!(client.cookie("fab_session"), Some(first.as_str()), "one session is enough");
    assert_eq!(client.get("/customers").await.status, 200);
}

#[tokio::test]
async fn the_proxy_s_word_wins_over_the_cookie() {
    let (site, _db) = site("127.0.0.0/8").await;
    let mut client = site.person("bob", &[]).await;
    let mine = client.cookie("fab_session").unwrap().to_owned();
    assert_eq!(client.request("GET", "/customers", ANNA, "").await.status, 200);
    let mut old = site.visitor();
    old.set_cookie("fab_session", &mine);
    assert_eq!(old.get("/").await.status, 303, "the session of the other person is over");
}

#[tokio::test]
async fn at47_the_header_of_anybody_else_counts_for_nothing() {
    let (site, _db) = site("10.0.0.1").await;
    for headers in [
        ANNA.to_owned(),
        format!("{ANNA}X-Forwarded-For: 10.0.0.1\r\n"),
        format!("{ANNA}Forwarded: for=10.0.0.1\r\n"),
    ] {
        let mut client = site.visitor();
        let answer = client.request("GET", "/", &headers, "").await;
        assert_eq!((answer.status, answer.location()), (303, "/login"), "{headers}");
        assert_eq!(client.cookie("fab_session"), None);
    }
}

#[tokio::test]
async fn who_has_no_open_account_is_not_let_in_by_a_proxy() {
    let (site, _db) = site("127.0.0.1").await;
    let closed = site.person("bob", &[]).await;
    let bob = site.security.find_user("bob").await.unwrap().unwrap();
    site.security.deactivate(fab::models::ActorId(bob.id), By::Program).await.unwrap();
    drop(closed);
    let mut client = site.visitor();
    for name in ["nobody", "bob", "anna' OR 1=1", &"a".repeat(251)] {
        let answer = client.request("GET", "/", &format!("Remote-User: {name}\r\n"), "").await;
        assert_ne!(answer.status, 200, "{name}");
        assert_eq!(client.cookie("fab_session"), None, "{name}");
    }
    let twice = format!("{ANNA}Remote-User: bob\r\n");
    assert_eq!(client.request("GET", "/", &twice, "").await.status, 303);
}
