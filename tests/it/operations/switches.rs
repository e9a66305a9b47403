//! Do operators see how services fare, and turn switches, after showing who they are?

use std::sync::Arc;
use std::time::Duration;

use fab::clock::ManualClock;
use fab::security::{AuditEvent, Channel, Depot, MessageState};
use fab::services::notify::{Address, Content, Mail, Message, Outbox as _, Refusal, Settlement};
use fab::services::resilience::State;
use fab_tests::databases::each_database;
use fab_tests::site::{PASSWORD, Served};
use uuid::Uuid;

use super::{entries, fail, watched};
use crate::factor_pages::{hidden, pairs};
use crate::shop::shop;

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
            ([("do", "dismiss"), ("message", "x")], 400),
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
            page.contains("The message is sent once more.")
                && page.contains("They wait for their turn"),
            "{page}"
        );
        client.post("/services", &form).await;
        assert!(client.get("/services").await.body.contains("nothing left to send"));
    })
    .await;
}

#[tokio::test]
async fn messages_that_nobody_can_send_any_more_are_put_away_one_by_one_or_all_at_once() {
    each_database(|db| async move {
        let site = Served::start(&shop(), &db).await;
        let depot = Depot::new(site.security.store().clone(), Channel::Mail);
        let now = chrono::Utc::now();
        let mut ids = Vec::new();
        // Two are too late already, two are not.
        for (name, hours) in [("ann", -1), ("bob", -1), ("cora", 24), ("dora", 24)] {
            let to = Address::new(&format!("{name}@example.com")).unwrap();
            let message = Message {
                id: Uuid::now_v7(),
                key: name.to_owned(),
                expires_at: now + chrono::TimeDelta::hours(hours),
                content: Content::Mail(Mail::new(to, "Hello", "how are you?").unwrap()),
            };
            ids.push(message.id);
            depot.keep(&message).await.unwrap();
        }
        let later = now + chrono::TimeDelta::seconds(5);
        for claim in depot.claim(later, Duration::from_secs(9), 9).await.unwrap() {
            depot.settle(&claim, &Settlement::Refused(Refusal::Recipient)).await.unwrap();
        }
        let refused = async || site.security.outbox().await.unwrap().refused;
        assert_eq!(refused().await, 4);
        let mut client = site.administrator().await;
        let page = client.get("/services").await.body;
        assert!(page.contains("4 messages were refused and wait for a person."), "{page}");
        assert!(page.contains("Dismiss what cannot be sent"), "{page}");

        let all = [("do", "dismiss_dead")];
        assert_eq!(client.post("/services", &all).await.status, 303);
        let page = client.get("/services").await.body;
        assert!(page.contains("2 messages are dismissed."), "{page}");
        assert!(page.contains("2 messages were refused and wait for a person."), "{page}");
        assert!(!page.contains("Dismiss what cannot be sent"), "{page}");

        let id = ids[2].to_string();
        let one = [("do", "dismiss"), ("message", id.as_str())];
        assert_eq!(client.post("/services", &one).await.status, 303);
        let page = client.get("/services").await.body;
        assert!(page.contains("The message is dismissed."), "{page}");
        assert!(page.contains("1 message was refused and waits for a person."), "{page}");
        client.post("/services", &[("do", "resend"), ("message", id.as_str())]).await;
        assert!(client.get("/services").await.body.contains("nothing left to send"));
        for form in [&one[..], &all[..]] {
            client.post("/services", form).await;
            assert!(client.get("/services").await.body.contains("nothing left to dismiss"));
        }
        let id = ids[3].to_string();
        client.post("/services", &[("do", "dismiss"), ("message", id.as_str())]).await;
        let page = client.get("/services").await.body;
        assert!(!page.contains("waits for a person.") && !page.contains("Dismiss"), "{page}");

        assert_eq!(refused().await, 0);
        let away = site.security.messages(MessageState::Withdrawn, 9).await.unwrap();
        assert_eq!(away.len(), 4);
        assert!(away.iter().all(|found| found.problem.is_some()), "why is still known: {away:?}");
        let put_away = entries(&site, AuditEvent::MessageDismissed).await;
        assert_eq!(put_away.len(), 3, "what did nothing is not on record: {put_away:?}");
    })
    .await;
}

/// Longer than a proof is fresh.
const LATER: i64 = 11 * 60;

#[tokio::test]
async fn m19_whoever_turns_a_switch_has_shown_who_they_are_a_moment_ago() {
    each_database(|db| async move {
        let (app, circuit) = watched();
        let clock = ManualClock::at(1_790_000_000);
        let site = Served::start_by(&app, &db, Arc::new(clock.clone())).await;
        let mut operator = site.person("otto", &["Operator"]).await;
        operator.get("/services").await;
        clock.advance(LATER);
        let page = operator.get("/services").await;
        assert_eq!(page.status, 200, "to look takes no proof");
        let id = Uuid::now_v7().to_string();
        for form in [
            [("do", "open"), ("service", "sms.\"first\"")],
            [("do", "close"), ("service", "sms.\"first\"")],
            [("do", "resend"), ("message", id.as_str())],
            [("do", "dismiss"), ("message", id.as_str())],
            [("do", "dismiss_dead"), ("message", "")],
        ] {
            let asked = operator.post("/services", &form).await;
            assert_eq!(asked.status, 403, "{form:?}: {}", asked.body);
            assert!(asked.body.contains("Confirm that it is you"), "{}", asked.body);
        }
        assert_eq!(circuit.state(), State::Closed);
        assert!(entries(&site, AuditEvent::ServiceForced).await.is_empty(), "nothing was done");

        let asked =
            operator.post("/services", &[("do", "open"), ("service", "sms.\"first\"")]).await;
        let mut fields = hidden(&asked);
        fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let resumed = operator.post("/account/confirm", &pairs(&fields)).await;
        assert!(resumed.body.contains("action=\"/services\""), "{}", resumed.body);
        assert_eq!(circuit.state(), State::Closed, "nor was it done by the proof");
        operator.get("/services").await;
        let form = [("do", "open"), ("service", "sms.\"first\"")];
        assert_eq!(operator.post("/services", &form).await.status, 303);
        assert_eq!(circuit.state(), State::Open);
        assert_eq!(entries(&site, AuditEvent::ServiceForced).await.len(), 1);
    })
    .await;
}
