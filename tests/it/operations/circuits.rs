//! Is what circuits do by themselves written down, once?

use std::time::Duration;

use fab::admin::SiteOptions;
use fab::models::{Choice as _, Condition, Scope};
use fab::security::{AuditEntry, AuditEvent};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::site::Served;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{entries, fail, watched};

/// Waits until so many openings are written down, and a moment longer for one too many.
async fn openings(site: &Served, count: usize) -> Vec<AuditEntry> {
    let seen = async {
        while entries(site, AuditEvent::ServiceOpened).await.len() < count {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        entries(site, AuditEvent::ServiceOpened).await
    };
    tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap()
}

#[tokio::test]
async fn a_circuit_that_opens_by_itself_is_written_down() {
    each_database(|db| async move {
        let (app, circuit) = watched();
        let site = Served::start(&app, &db).await;
        fail(&circuit);
        let found = openings(&site, 1).await.remove(0);
        assert!(found.facts.contains("\"reason\":\"failures\""), "{}", found.facts);
        assert!(found.facts.contains("sms."), "{}", found.facts);
        assert!(
            found.facts.contains("\"at\":\"20"),
            "when, not when it was written: {}",
            found.facts
        );
    })
    .await;
}

#[tokio::test]
async fn an_application_with_two_sites_writes_down_everything_once_and_goes_on_without_the_first() {
    each_database(|db| async move {
        let (app, circuit) = watched();
        let site = Served::start(&app, &db).await;
        let mut others = Vec::new();
        // One that is never served, and two that are.
        let idle = app.site(site.security.clone(), SiteOptions::default()).unwrap();
        for _ in 0..2 {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let other = app.site(site.security.clone(), SiteOptions::default()).unwrap();
            let (stop, stopped) = oneshot::channel::<()>();
            let serving = tokio::spawn(other.serve(listener, async {
                let _ = stopped.await;
            }));
            others.push((stop, serving));
        }
        fail(&circuit);
        assert_eq!(openings(&site, 1).await.len(), 1);
        drop(idle);
        for (stop, serving) in others {
            drop(stop);
            serving.await.unwrap().unwrap();
        }
        circuit.reset();
        fail(&circuit);
        assert_eq!(openings(&site, 2).await.len(), 2);
        let counts = site.security.service_counts();
        let opened = counts.transitions.iter().find(|((_, to), _)| *to == "open");
        assert_eq!(opened.map(|(_, count)| *count), Some(2), "{counts:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_written_down_is_not_lost_when_the_site_that_did_so_stops() {
    let db = TestDb::sqlite().await.unwrap();
    let (app, circuit) = watched();
    let first = Served::start(&app, &db).await;
    let security = first.security.clone();
    fail(&circuit);
    openings(&first, 1).await;
    drop(first);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let next = app.site(security.clone(), SiteOptions::default()).unwrap();
    let serving = tokio::spawn(next.serve(listener, std::future::pending()));
    circuit.reset();
    fail(&circuit);
    let written = async {
        loop {
            let wanted = Condition::eq("event", AuditEvent::ServiceOpened.as_str());
            let found = security.store().all(&Scope::system(), &wanted).await.unwrap();
            let found: Vec<AuditEntry> = found;
            if found.len() == 2 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), written).await.unwrap();
    serving.abort();
}
