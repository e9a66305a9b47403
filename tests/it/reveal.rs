//! Who sees what is sealed? Those who may, one field at a time, and never without a trace.

use fab::db::Db;
use fab::models::{Kind, Scope, Value};
use fab::security::{AuditEvent, Budget, Outcome, RatePolicy};
use fab::testing::TestDb;
use fab_tests::client::Client;
use fab_tests::databases::each_database;
use fab_tests::site::{PASSWORD, Served};

use crate::clinic::{BLIND, DOCTOR, NORTH, NURSE, clinic, entries, patient};

const REVEAL: &str = "/patients/1/reveal/insurance_no";
const VALUE: &str = "insurance-of-Ann";

/// A clinic with Ann in the north (key 1) and Sue in the south (key 2).
async fn open(db: &TestDb) -> Served {
    let site = Served::start(&clinic(), db).await;
    fill(&site).await;
    site
}

async fn fill(site: &Served) {
    let store = site.security.store();
    for (name, ward) in [("Ann", "north"), ("Sue", "south")] {
        store.add(&Scope::system(), &patient(name, ward)).await.unwrap();
    }
}

/// Overwrites the ciphertext of a cell, as somebody who can write to the database does.
async fn spoil(db: &Db, column: &'static str, id: i64) {
    let mut writer = db.writer();
    writer.push("UPDATE ").ident("patients").push(" SET ").ident(column).push(" = ");
    writer.bind(Kind::Bytes, Value::Bytes(b"nothing that opens".to_vec()));
    writer.push(" WHERE ").ident("id").push(" = ").bind(Kind::Int, Value::Int(id));
    assert_eq!(db.execute(writer.finish(&[])).await.unwrap(), 1);
}

#[tokio::test]
async fn who_may_sees_one_field_and_the_log_says_so_first() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut doctor = site.person("dora", &[DOCTOR]).await;
        let page = doctor.get("/patients/1").await;
        for column in ["insurance_no", "account", "plan", "born", "diagnosis"] {
            let action = format!("action=\"/patients/1/reveal/{column}\"");
            assert!(page.body.contains(&action), "{column}: {}", page.body);
        }
        assert!(!page.body.contains(VALUE), "{}", page.body);
        assert!(!doctor.get("/patients").await.body.contains("reveal"), "a list offers it");
        doctor.get("/patients/1").await;
        for (column, value) in [
            ("insurance_no", VALUE),
            ("account", "account-of-Ann-4321"),
            ("plan", "plan-of-Ann"),
            ("born", "1907-11-23"),
            ("diagnosis", "diagnosis-of-Ann"),
        ] {
            let answer = doctor.post(&format!("/patients/1/reveal/{column}"), &[]).await;
            assert_eq!(answer.status, 200, "{column}: {}", answer.body);
            assert_eq!(answer.body.matches(value).count(), 1, "{column}: {}", answer.body);
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert!(answer.header("set-cookie").is_none(), "{:?}", answer.headers);
            assert!(answer.headers.iter().all(|(_, header)| !header.contains(value)));
            let (_, title) = answer.body.split_once("<title>").unwrap();
            assert!(!title.split_once("</title>").unwrap().0.contains(value));
            assert!(answer.body.contains("href=\"/patients/1\""), "no way back: {}", answer.body);
            let others = ["insurance-of", "account-of", "plan-of", "diagnosis-of"];
            for other in others.iter().filter(|other| !value.starts_with(**other)) {
                assert!(!answer.body.contains(other), "{column} shows {other}");
            }
        }
        let entries = entries(&site.security, AuditEvent::FieldRevealed).await;
        let fields: Vec<_> =
            entries.iter().filter_map(|entry| entry.subject_field.as_deref()).collect();
        assert_eq!(fields, ["insurance_no", "account", "plan", "born", "diagnosis"]);
        for entry in &entries {
            assert_eq!((entry.actor.as_str(), entry.outcome), ("dora", Outcome::Ok));
            assert_eq!(entry.subject_model.as_deref(), Some("patient"));
            assert_eq!(entry.subject_key.as_deref(), Some("1"));
            assert!(!format!("{entry:?}").contains("-of-Ann"));
        }
        // The address alone shows nothing: it leads back.
        let hidden = doctor.get(REVEAL).await;
        assert_eq!((hidden.status, hidden.location()), (303, "/patients/1"));
    })
    .await;
}

async fn refused(client: &mut Client, what: &str, path: &str, status: u16) {
    let answer = client.post(path, &[]).await;
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    assert!(!answer.body.contains("-of-"), "{what}: {}", answer.body);
}

#[tokio::test]
async fn who_may_not_sees_nothing_and_the_log_says_so() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut nurse = site.person("nina", &[NURSE]).await;
        assert!(!nurse.get("/patients/1").await.body.contains("reveal"));
        let mut blind = site.person("bill", &[BLIND]).await;
        blind.get("/patients").await;
        let mut north = site.person("nora", &[NORTH]).await;
        let mut doctor = site.person("dora", &[DOCTOR]).await;
        north.get("/patients/1").await;
        doctor.get("/patients/1").await;
        refused(&mut nurse, "without the permission", REVEAL, 403).await;
        refused(&mut blind, "without the page of the row", REVEAL, 403).await;
        refused(&mut north, "a row out of sight", "/patients/2/reveal/insurance_no", 404).await;
        for (what, path) in [
            ("a column in the clear", "/patients/1/reveal/name"),
            ("the blind index", "/patients/1/reveal/insurance_no_bidx"),
            ("no column", "/patients/1/reveal/x"),
            ("no row", "/patients/77/reveal/account"),
            ("a model without sealed fields", "/visits/1/reveal/reason"),
        ] {
            refused(&mut doctor, what, path, 404).await;
        }
        let answer = north.post(REVEAL, &[]).await;
        assert!(answer.status == 200 && answer.body.contains(VALUE), "{}", answer.body);
        let found = entries(&site.security, AuditEvent::FieldRevealed).await;
        let told: Vec<_> = found
            .iter()
            .map(|entry| {
                let key = entry.subject_key.as_deref().unwrap_or_default();
                (entry.actor.as_str(), key, entry.subject_field.as_deref(), entry.outcome)
            })
            .collect();
        let (number, refused) = (Some("insurance_no"), Outcome::Refused);
        assert_eq!(
            told,
            [
                ("nina", "1", number, refused),
                ("bill", "1", number, refused),
                ("nora", "2", number, refused),
                ("dora", "77", Some("account"), refused),
                ("nora", "1", number, Outcome::Ok),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_reveal_needs_the_token_of_its_form() {
    let db = TestDb::sqlite().await.unwrap();
    let site = open(&db).await;
    let mut doctor = site.person("dora", &[DOCTOR]).await;
    let headers = format!(
        "Origin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n",
        site.address
    );
    let answer = doctor.request("POST", REVEAL, &headers, "_csrf=x").await;
    assert_eq!(answer.status, 403);
    assert!(!answer.body.contains(VALUE));
    let foreign = headers.replace("Origin: http://", "Origin: http://x.");
    assert_eq!(doctor.request("POST", REVEAL, &foreign, "_csrf=x").await.status, 403);
    assert!(entries(&site.security, AuditEvent::FieldRevealed).await.is_empty());
}

#[tokio::test]
async fn without_an_entry_in_the_log_there_is_no_value() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut doctor = site.person("dora", &[DOCTOR]).await;
        doctor.get("/patients/1").await;
        let mut writer = db.writer();
        writer.push("DROP TABLE ").ident("fab_audit");
        db.execute(writer.finish(&[])).await.unwrap();
        let answer = doctor.post(REVEAL, &[]).await;
        assert_eq!(answer.status, 500, "{}", answer.body);
        assert!(!answer.body.contains(VALUE), "{}", answer.body);
    })
    .await;
}

async fn signed_in(site: &Served, name: &str) -> Client {
    let mut client = site.visitor();
    client.sign_in(name, PASSWORD).await;
    client.get("/patients/1").await;
    client
}

#[tokio::test]
async fn nobody_sees_more_in_an_hour_than_they_may_however_many_ask_at_once() {
    each_database(|db| async move {
        let rates = RatePolicy { reveal: Budget::minutes(3, 60), ..RatePolicy::default() };
        let site = Served::start_within(&clinic(), &db, rates).await;
        fill(&site).await;
        site.person("dora", &[DOCTOR]).await;
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let mut client = signed_in(&site, "dora").await;
            tasks.push(tokio::spawn(async move { client.post(REVEAL, &[]).await }));
        }
        let mut seen = 0;
        for task in tasks {
            let answer = task.await.unwrap();
            match answer.status {
                200 => seen += 1,
                429 => {
                    assert!(answer.header("retry-after").is_some());
                    assert!(!answer.body.contains(VALUE));
                }
                // SQLite may be busy; who is told so has seen nothing.
                status => assert!(status == 503 && !answer.body.contains(VALUE), "{status}"),
            }
        }
        assert!((1..=3).contains(&seen), "{seen} were shown");
        let mut client = signed_in(&site, "dora").await;
        while client.post(REVEAL, &[]).await.status == 200 {
            seen += 1;
        }
        assert_eq!(seen, 3);
        let found = entries(&site.security, AuditEvent::FieldRevealed).await;
        let ok = found.iter().filter(|entry| entry.outcome == Outcome::Ok).count();
        assert_eq!(ok, 3);
        assert!(found.iter().any(|entry| entry.outcome == Outcome::Refused), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn a_cell_that_does_not_open_is_marked_and_told_of_once() {
    each_database(|db| async move {
        let site = open(&db).await;
        spoil(&db, "account", 1).await;
        spoil(&db, "diagnosis", 2).await;
        let mut doctor = site.person("dora", &[DOCTOR]).await;
        for _ in 0..3 {
            for path in ["/patients", "/patients/1"] {
                let page = doctor.get(path).await;
                assert_eq!(page.status, 200, "{path}");
                assert!(page.body.contains("cannot be opened"), "{path}: {}", page.body);
                assert!(page.body.contains("Ann"), "{path}");
            }
        }
        let shown = doctor.post("/patients/1/reveal/account", &[]).await;
        assert!(shown.status == 200 && shown.body.contains("cannot be opened"), "{}", shown.body);
        assert_eq!(doctor.get("/patients/2").await.status, 200);
        let broken = entries(&site.security, AuditEvent::FieldUnreadable).await;
        let cells: Vec<_> = broken
            .iter()
            .map(|entry| (entry.subject_key.as_deref(), entry.subject_field.as_deref()))
            .collect();
        let wanted = [(Some("1"), Some("account")), (Some("2"), Some("diagnosis"))];
        assert_eq!(cells, wanted, "{broken:?}");
        assert!(broken.iter().all(|entry| entry.outcome == Outcome::Failed));
        let looked = entries(&site.security, AuditEvent::FieldRevealed).await;
        assert_eq!(looked.len(), 1);
        assert_eq!(looked[0].outcome, Outcome::Failed);
    })
    .await;
}

#[tokio::test]
async fn a_file_has_sealed_values_only_for_those_who_may_and_who_ask() {
    each_database(|db| async move {
        let site = open(&db).await;
        let mut doctor = site.person("dora", &[DOCTOR]).await;
        let mut nurse = site.person("nina", &[NURSE]).await;
        assert!(!nurse.get("/patients/export").await.body.contains("sealed"));
        assert!(doctor.get("/patients/export").await.body.contains("name=\"sealed\""));
        for format in ["csv", "jsonl"] {
            let path = format!("/patients/export/{format}");
            for (asked, file) in [
                ("by address", doctor.get(&path).await),
                ("by an address that asks", doctor.get(&format!("{path}?sealed=yes")).await),
                ("without the tick", doctor.post(&path, &[]).await),
            ] {
                assert_eq!(file.status, 200, "{asked}: {}", file.body);
                assert!(!file.body.contains("-of-"), "{asked}: {}", file.body);
                assert!(file.body.contains("Ann"), "{asked}: {}", file.body);
            }
            let refused = nurse.post(&path, &[("sealed", "yes")]).await;
            assert_eq!(refused.status, 403);
            assert!(!refused.body.contains("-of-"));
            let file = doctor.post(&path, &[("sealed", "yes")]).await;
            assert_eq!(file.status, 200, "{}", file.body);
            for part in ["insurance-of-Ann", "account-of-Sue-4321", "plan-of-Sue", "1907-11-23"] {
                assert!(file.body.contains(part), "{part} is missing: {}", file.body);
            }
            assert!(!file.body.contains("bidx"), "{}", file.body);
        }
        let found = entries(&site.security, AuditEvent::RowsExported).await;
        let sealed: Vec<_> = found.iter().filter(|entry| entry.facts.contains("sealed")).collect();
        assert_eq!(sealed.len(), 2, "{found:?}");
        for entry in sealed {
            let facts = &entry.facts;
            assert_eq!(entry.subject_model.as_deref(), Some("patient"));
            for part in ["insurance_no", "account", "plan", "born", "diagnosis", "\"rows\":2"] {
                assert!(facts.contains(part), "{part}: {facts}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_permission_stands_alone_and_where_something_is_sealed() {
    let db = TestDb::sqlite().await.unwrap();
    let site = open(&db).await;
    let routes: Vec<String> = clinic().routes().unwrap().iter().map(ToString::to_string).collect();
    let reveals: Vec<&String> = routes.iter().filter(|route| route.contains("/reveal/")).collect();
    assert_eq!(reveals.len(), 2, "{reveals:?}");
    assert!(
        reveals.iter().any(|route| route.starts_with("POST") && route.contains("patient.reveal"))
    );
    let mut client = site.administrator().await;
    let roles = site.security.roles().await.unwrap();
    let role = roles.iter().find(|role| role.name == NURSE).unwrap();
    let page = client.get(&format!("/roles/{}/grants", role.id)).await;
    assert!(page.body.contains("value=\"patient.reveal\""), "{}", page.body);
    assert!(!page.body.contains("value=\"visit.reveal\""), "{}", page.body);
}
