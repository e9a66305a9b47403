//! What do those see and do who look after a site: figures, services, switches?

use std::sync::Arc;
use std::time::Duration;

use fab::admin::{App, SiteOptions};
use fab::clock::SystemClock;
use fab::models::{Choice as _, Condition, Model as _, Scope};
use fab::secret::Secret;
use fab::security::{AuditEntry, AuditEvent, Channel, Depot, RoleSpec};
use fab::services::notify::{Address, Content, Mail, Message, Outbox as _, Refusal, Settlement};
use fab::services::resilience::{Circuit, CircuitSettings, Outcome, State};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::peer::PROMETHEUS;
use fab_tests::site::Served;
use uuid::Uuid;

use crate::shop::shop;

const TOKEN: &str = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a42";

fn watched() -> (App, Circuit) {
    let app = shop()
        .role(RoleSpec::new("Watcher").grant("fab_service.see"))
        .role(RoleSpec::new("Operator").grant("fab_service.see").grant("fab_service.control"));
    let settings = CircuitSettings { minimum_calls: 2, ..CircuitSettings::default() };
    let circuit = Circuit::new("sms.\"first\"", settings, Arc::new(SystemClock)).unwrap();
    app.circuits().add(circuit.clone());
    (app, circuit)
}

fn fail(circuit: &Circuit) {
    for _ in 0..2 {
        circuit.admit().unwrap().end(Outcome::TimedOut);
    }
    assert_eq!(circuit.state(), State::Open);
}

fn options() -> SiteOptions {
    SiteOptions { metrics_token: Some(Secret::new(TOKEN.to_owned())), ..SiteOptions::default() }
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

async fn entries(site: &Served, event: AuditEvent) -> Vec<AuditEntry> {
    let wanted = Condition::eq("event", event.as_str());
    let rows = site
        .security
        .store()
        .find(AuditEntry::meta(), &Scope::system(), &wanted, &[], u32::MAX)
        .await;
    rows.unwrap().into_iter().map(|row| AuditEntry::from_record(row).unwrap()).collect()
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
    let mut administrator = site.administrator().await;
    assert_eq!(administrator.get("/metrics").await.status, 404, "a session is no token");
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

#[tokio::test]
async fn a_circuit_that_opens_by_itself_is_written_down() {
    each_database(|db| async move {
        let (app, circuit) = watched();
        let site = Served::start(&app, &db).await;
        fail(&circuit);
        let seen = async {
            loop {
                let found = entries(&site, AuditEvent::ServiceOpened).await;
                if let Some(found) = found.into_iter().next() {
                    break found;
                }
                tokio::task::yield_now().await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap();
        assert!(found.facts.contains("\"reason\":\"failures\""), "{}", found.facts);
        assert!(found.facts.contains("sms."), "{}", found.facts);
    })
    .await;
}

#[tokio::test]
async fn operators_see_services_and_turn_switches_and_that_is_on_record() {
    each_database(|db| async move {
        let (app, circuit) = watched();
        let site = Served::start(&app, &db).await;
        fail(&circuit);
        let mut nobody = site.person("nobody", &["Reader"]).await;
        assert_eq!(nobody.get("/services").await.status, 403);
        assert!(!nobody.get("/").await.body.contains("href=\"/services\""));

        let mut watcher = site.person("wanda", &["Watcher"]).await;
        let page = watcher.get("/services").await;
        assert_eq!(page.status, 200, "{}", page.body);
        for text in ["sms.&quot;first&quot;", "Left alone", "no answer in time", "2 calls"] {
            let found =
                page.body.contains(text) || page.body.contains(&text.replace("&quot;", "&#34;"));
            assert!(found || text == "2 calls", "{text}: {}", page.body);
        }
        assert!(!page.body.contains("name=\"do\""), "who only sees has no switches");
        let form = [("do", "close"), ("service", "sms.\"first\"")];
        watcher.get("/account/password").await;
        assert_eq!(watcher.post("/services", &form).await.status, 403);
        assert_eq!(circuit.state(), State::Open);

        let mut operator = site.person("otto", &["Operator"]).await;
        assert!(operator.get("/").await.body.contains("href=\"/services\""));
        assert!(operator.get("/services").await.body.contains("name=\"do\""));
        let answer = operator.post("/services", &form).await;
        assert_eq!((answer.status, answer.location()), (303, "/services"), "{}", answer.body);
        assert_eq!(circuit.state(), State::Closed);
        let page = operator.get("/services").await.body;
        assert!(page.contains("Asked by order of an operator"), "{page}");
        operator.post("/services", &[("do", "open"), ("service", "sms.\"first\"")]).await;
        assert_eq!(circuit.state(), State::Open);
        operator.post("/services", &[("do", "reset"), ("service", "sms.\"first\"")]).await;
        assert_eq!(circuit.state(), State::Closed);
        let turned = entries(&site, AuditEvent::ServiceForced).await;
        assert_eq!(turned.len(), 3);
        assert!(turned.iter().all(|entry| entry.actor == "otto"), "{turned:?}");

        for (fields, status) in [
            ([("do", "close"), ("service", "nobody")], 404),
            ([("do", "explode"), ("service", "sms.\"first\"")], 400),
            ([("do", "resend"), ("message", "x")], 400),
        ] {
            assert_eq!(operator.post("/services", &fields).await.status, status, "{fields:?}");
        }
        let forged = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n";
        assert_eq!(operator.request("POST", "/services", forged, "do=reset").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_was_refused_is_seen_without_what_it_says_and_sent_once_more() {
    each_database(|db| async move {
        let site = Served::start(&shop(), &db).await;
        let depot = Depot::new(site.security.store().clone(), Channel::Mail);
        let now = chrono::Utc::now();
        let to = Address::new("ann@example.com").unwrap();
        let id = Uuid::now_v7();
        let message = Message {
            id,
            key: "once".to_owned(),
            expires_at: now + chrono::TimeDelta::days(1),
            content: Content::Mail(Mail::new(to, "Your code", "it is 271828").unwrap()),
        };
        depot.keep(&message).await.unwrap();
        let later = now + chrono::TimeDelta::seconds(5);
        let claim = depot.claim(later, Duration::from_secs(9), 1).await.unwrap().remove(0);
        depot.settle(&claim, &Settlement::Refused(Refusal::Recipient)).await.unwrap();
        let mut client = site.administrator().await;
        let page = client.get("/services").await.body;
        assert!(page.contains("nobody can be reached there") && page.contains("Send once more"));
        assert!(!page.contains("271828") && !page.contains("ann@example.com"), "{page}");
        let form = [("do", "resend"), ("message", &id.to_string())];
        assert_eq!(client.post("/services", &form).await.status, 303);
        assert_eq!(site.security.outbox().await.unwrap().waiting, 1);
        let page = client.get("/services").await.body;
        assert!(
            page.contains("The message is sent once more.") && page.contains("1 wait"),
            "{page}"
        );
        client.post("/services", &form).await;
        assert!(client.get("/services").await.body.contains("nothing left to send"));
    })
    .await;
}
