//! Who reads the figures, and do they say what happened?

use fab::admin::SiteOptions;
use fab::models::ActorId;
use fab::secret::Secret;
use fab::security::{By, Client as Peer, NewToken, Password, SessionState};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::peer::PROMETHEUS;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

use super::{fail, watched};
use crate::shop::shop;

const TOKEN: &str = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a42";

fn options() -> SiteOptions {
    SiteOptions { metrics_token: Some(Secret::new(TOKEN.to_owned())), ..SiteOptions::default() }
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

#[tokio::test]
async fn at53_figures_are_for_who_brings_the_token_and_there_are_none_for_others() {
    let db = TestDb::sqlite().await.unwrap();
    let closed = Served::start(&shop(), &db).await;
    let mut visitor = closed.visitor();
    let nothing = visitor.get("/no-such-page").await.status;
    for token in ["", TOKEN] {
        let answer = visitor.request("GET", "/metrics", &bearer(token), "").await;
        assert_eq!(answer.status, 404, "nothing is set");
    }
    assert_eq!(nothing, 303);
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start_with(&shop(), &db, options()).await;
    let mut visitor = site.visitor();
    for headers in [
        String::new(),
        bearer(""),
        bearer(&TOKEN[..39]),
        bearer(&TOKEN.to_uppercase()),
        format!("Authorization: Basic {TOKEN}\r\n"),
        format!("Cookie: fab_session={TOKEN}\r\n"),
    ] {
        let answer = visitor.request("GET", "/metrics", &headers, "").await;
        assert_eq!(answer.status, 404, "{headers}");
        assert!(!answer.body.contains("fab_"), "{}", answer.body);
    }
    let query = visitor.get(&format!("/metrics?token={TOKEN}")).await;
    assert_eq!(query.status, 404, "addresses stand in logs");
    let answer = visitor.request("GET", "/metrics", &bearer(TOKEN), "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn at53_figures_are_for_who_may_read_them_and_there_are_none_for_other_people() {
    each_database(|db| async move {
        let (app, _) = watched();
        // Without the token of the settings.
        let site = Served::start(&app, &db).await;
        let nothing = site.visitor().get("/metrics").await;
        assert_eq!(nothing.status, 404);
        let mut gauge = site.person("gil", &["Gauge"]).await;
        for (who, client) in
            [("who may", &mut gauge), ("the administrator", &mut site.administrator().await)]
        {
            let answer = client.get("/metrics").await;
            assert_eq!(answer.status, 200, "{who}: {}", answer.body);
            assert!(answer.body.contains("fab_outbox_depth 0"), "{who}: {}", answer.body);
        }
        let mut operator = site.person("otto", &["Operator"]).await;
        let answer = operator.get("/metrics").await;
        assert_eq!(answer.status, 404, "switches are no figures");
        assert!(!answer.body.contains("fab_"), "{}", answer.body);
        let token = token_of(&site, "gil").await;
        let read =
            async |token: &str| site.visitor().request("GET", "/metrics", &bearer(token), "").await;
        assert_eq!(read(&token).await.status, 200, "a program of theirs");
        assert_eq!(read(&token_of(&site, "otto").await).await.status, 404);
        let guessed = read(&format!("{}AAAA", &token[..token.len() - 4])).await;
        assert_eq!((guessed.status, guessed.body.len()), (404, nothing.body.len()), "a stranger");
        let user = site.security.find_user("gil").await.unwrap().unwrap().id;
        site.security.set_roles(ActorId(user), &[], By::Program).await.unwrap();
        assert_eq!(read(&token).await.status, 404, "they may no more");
        assert_eq!(gauge.get("/metrics").await.status, 404);
    })
    .await;
}

/// A token of a program that may what its owner may.
async fn token_of(site: &Served, username: &str) -> String {
    let password = Password::new(PASSWORD.to_owned());
    let opened = site.security.login(username, password, &Peer::default()).await.unwrap();
    let wanted = NewToken { name: "gauges".to_owned(), scopes: Vec::new(), days: 1 };
    site.security.make_token(&opened.session, wanted).await.unwrap().expose().to_owned()
}

#[tokio::test]
async fn half_a_session_reads_no_figures() {
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start(&watched().0, &db).await;
    let password = Password::new(PASSWORD.to_owned());
    let full = site.security.login(ADMINISTRATOR, password, &Peer::default()).await.unwrap();
    let half = site.security.rotate(&full.session, SessionState::Half).await.unwrap();
    let mut client = site.visitor();
    client.set_cookie("fab_session", half.token.expose());
    assert_eq!(client.get("/metrics").await.status, 404);
}

/// Every sample on a line of its own: name, labels sorted, value.
const READ: &str = "
import sys
from prometheus_client.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    for s in family.samples:
        labels = ','.join(f'{k}={v}' for k, v in sorted(s.labels.items()))
        print(family.type, s.name, labels, float(s.value), sep='|')
";

#[tokio::test]
async fn figures_are_read_by_prometheus_and_say_what_happened() {
    let db = TestDb::sqlite().await.unwrap();
    let (app, circuit) = watched();
    let site = Served::start_with(&app, &db, options()).await;
    let mut client = site.administrator().await;
    fail(&circuit);
    assert!(circuit.admit().is_err());
    for path in ["/customers", "/customers/7", "/customers/8", "/no-such-page/at/all"] {
        client.get(path).await;
    }
    let mut visitor = site.visitor();
    visitor.get("/login").await;
    visitor.post("/login", &[("username", "anna"), ("password", "wrong")]).await;
    visitor.request("BREW", "/login", "", "").await;
    let text = visitor.request("GET", "/metrics", &bearer(TOKEN), "").await.body;
    assert!(!text.contains(TOKEN) && !text.contains("anna") && !text.contains("/customers"));
    let Some(read) = PROMETHEUS.run(READ, &text) else { return };
    for line in [
        "counter|fab_http_requests_total|method=GET,route=/{slug},status=200|1.0",
        "counter|fab_http_requests_total|method=GET,route=/{slug}/{key},status=404|2.0",
        "counter|fab_http_requests_total|method=GET,route=none,status=404|1.0",
        "counter|fab_http_requests_total|method=POST,route=/login,status=422|1.0",
        "histogram|fab_http_request_duration_seconds_bucket|le=+Inf,method=GET,route=/{slug}/{key}|2.0",
        "histogram|fab_http_request_duration_seconds_count|method=GET,route=/{slug}/{key}|2.0",
        "counter|fab_sign_ins_total|outcome=ok|1.0",
        "counter|fab_sign_ins_total|outcome=failed|1.0",
        "counter|fab_security_events_total|event=sign_in.failed,outcome=refused|1.0",
        "gauge|fab_sessions|state=full|1.0",
        "gauge|fab_sessions|state=half|0.0",
        "gauge|fab_breaker_state|service=sms.\"first\",state=open|1.0",
        "gauge|fab_breaker_state|service=sms.\"first\",state=closed|0.0",
        "counter|fab_breaker_calls_total|outcome=timed_out,service=sms.\"first\"|2.0",
        "counter|fab_breaker_rejected_total|service=sms.\"first\"|1.0",
        "counter|fab_breaker_transitions_total|service=sms.\"first\",to=open|1.0",
        "gauge|fab_outbox_depth||0.0",
        "gauge|fab_outbox_oldest_seconds||0.0",
    ] {
        assert!(read.lines().any(|found| found == line), "{line} is not in:\n{read}");
    }
}

#[tokio::test]
async fn whoever_asks_for_many_addresses_makes_few_figures() {
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start_with(&shop(), &db, options()).await;
    let mut visitor = site.visitor();
    for number in 0..200 {
        visitor.get(&format!("/a{number}/b{number}/c{number}/d")).await;
        visitor.request(&format!("M{number}"), "/", "", "").await;
    }
    let text = visitor.request("GET", "/metrics", &bearer(TOKEN), "").await.body;
    assert!(text.lines().count() < 200, "{}", text.lines().count());
}
