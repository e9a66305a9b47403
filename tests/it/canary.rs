//! Does a sealed value stand anywhere but on the page that reveals it? Every surface is searched for one.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use fab::admin::SiteOptions;
use fab::cli::Call;
use fab::db::{DialectKind, StoreError, Update};
use fab::models::{Condition, Key, Kind, Model as _, Scope, Value};
use fab::prelude::*;
use fab::security::{AuditEvent, Outcome};
use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::site::{KEYS, Served};

use crate::clinic::{DOCTOR, NURSE, Patient, Visit, clinic, entries, patient};

/// What each sealed field of Ann holds; the mask of the account shows what follows it.
const WORD: &str = "kanarienvogel5b1e9d";
const DAY: &str = "1907-11-23";
const SEALED: [&str; 5] = ["insurance_no", "account", "plan", "born", "diagnosis"];

/// The forms in which the value might stand somewhere.
fn forms() -> Vec<String> {
    let mut forms = vec![WORD.to_owned(), WORD.to_uppercase(), DAY.to_owned(), hex(WORD)];
    forms.push(hex(WORD).to_uppercase());
    forms.push(hex(DAY));
    forms.push(WORD.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", "));
    forms.push(WORD.bytes().fold(String::new(), |out, byte| format!("{out}%{byte:02X}")));
    forms.push(WORD.chars().rev().collect());
    // Wherever it begins in what was encoded; the letters at the edges depend on its neighbours.
    for before in 0..3 {
        let text = base64(&[&vec![b'x'; before], WORD.as_bytes()].concat());
        let inner: String = text.chars().skip(4).take(20).collect();
        forms.push(inner);
    }
    forms
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |out, byte| format!("{out}{byte:02x}"))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|chunk| {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift & 63) as usize]))
    });
    groups.flatten().collect()
}

#[test]
fn the_search_finds_every_form() {
    assert_eq!(base64(b"light work"), "bGlnaHQgd29yawAA");
    let text = format!("x{WORD}").into_bytes();
    for hidden in [hex(WORD), base64(&text), base64(WORD.as_bytes()), WORD.to_owned()] {
        assert!(std::panic::catch_unwind(|| absent("a test", hidden.as_bytes())).is_err());
    }
    absent("a test", b"a canary of another name");
}

/// Fails when the value stands in `bytes` in any form.
#[track_caller]
fn absent(place: &str, bytes: &[u8]) {
    for form in forms() {
        let found = bytes.windows(form.len()).position(|window| window == form.as_bytes());
        if let Some(at) = found {
            let from = at.saturating_sub(200);
            let around = String::from_utf8_lossy(&bytes[from..bytes.len().min(at + 100)]);
            panic!("{place} tells what is sealed, as {form}: ..{around}..");
        }
    }
}

#[track_caller]
fn nothing_in(place: &str, answer: &Answer) {
    absent(place, answer.body.as_bytes());
    absent(place, format!("{:?}", answer.headers).as_bytes());
}

/// Everything that is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn ann() -> Patient {
    Patient {
        insurance_no: Secret::new(format!("{WORD}-insurance")),
        account: Secret::new(format!("{WORD}-account-4321")),
        plan: Secret::new(serde_json::json!({ WORD: [WORD] })),
        diagnosis: Some(Secret::new(format!("{WORD}-diagnosis"))),
        ..patient("Ann", "north")
    }
}

/// What a form of hers sends.
fn typed() -> Vec<(&'static str, String)> {
    vec![
        ("name", "Ann".to_owned()),
        ("ward", "north".to_owned()),
        ("insurance_no", format!("{WORD}-insurance")),
        ("account", format!("{WORD}-account-4321")),
        ("plan", format!("{{\"{WORD}\": [\"{WORD}\"]}}")),
        ("born", DAY.to_owned()),
        ("diagnosis", format!("{WORD}-diagnosis")),
    ]
}

async fn send(client: &mut Client, path: &str, more: &[(&'static str, &str)]) -> Answer {
    let mut fields = typed();
    for (name, value) in more {
        fields.retain(|(found, _)| found != name);
        fields.push((name, (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post(path, &fields).await
}

#[tokio::test]
async fn what_is_sealed_stands_nowhere_but_on_the_page_that_reveals_it() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    // The runtime of this test has this thread alone.
    let _guard = tracing::subscriber::set_default(subscriber);
    let whole = log.clone();
    each_database(move |db| {
        let log = log.clone();
        async move {
            let site = Served::start_with(&clinic(), &db, SiteOptions::default()).await;
            let mut doctor = site.person("dora", &[DOCTOR]).await;
            forms_tell_nothing(&site, &mut doctor).await;
            for mut client in [
                site.administrator().await,
                site.person("nina", &[NURSE]).await,
                site.person("otto", &[DOCTOR]).await,
            ] {
                routes_tell_nothing(&site, &mut client).await;
            }
            lists_tell_nothing(&mut doctor).await;
            faults_tell_nothing(&site, &db).await;
            values_tell_nothing(&site).await;
            revealed(&site, &mut doctor).await;
            commands_tell_nothing(&db).await;
            let mut writer = db.writer();
            writer.push("DROP TABLE ").ident("visits");
            db.execute(writer.finish(&[])).await.unwrap();
            let answer = doctor.get("/patients/1").await;
            assert_eq!(answer.status, 500);
            nothing_in("a statement that fails", &answer);
            database_tells_nothing(&db).await;
            absent("the log", &log.bytes());
        }
    })
    .await;
    let text = String::from_utf8_lossy(&whole.bytes()).into_owned();
    for wanted in ["TRACE", "/{slug}/{key}/reveal/{column}", "INSERT INTO"] {
        assert!(text.contains(wanted), "the log was not captured: {wanted}");
    }
}

/// Rows come and go through forms, refused and not.
async fn forms_tell_nothing(site: &Served, doctor: &mut Client) {
    doctor.get("/patients/add").await;
    let added = send(doctor, "/patients/add", &[]).await;
    assert_eq!(added.status, 303, "{}", added.body);
    nothing_in("the answer to a form", &added);
    nothing_in("the page after a form", &doctor.get(added.location()).await);
    site.security.store().add(&Scope::system(), &patient("Bea", "south")).await.unwrap();
    let visit = Visit { id: 0, patient: ForeignKey::new(1), reason: "a cold".to_owned() };
    site.security.store().add(&Scope::system(), &visit).await.unwrap();
    for (what, more, status) in [
        ("a form that is refused", [("name", ""), ("ward", "north")], 422),
        ("a name that is taken", [("name", "Bea"), ("insurance_no", "other")], 422),
        ("a number that is taken", [("name", "Cleo"), ("ward", "x")], 422),
        ("a value that cannot be", [("name", "Cleo"), ("born", "19kanarienvogel5b1e9d")], 422),
    ] {
        let answer = send(doctor, "/patients/add", &more).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        nothing_in(what, &answer);
    }
    let answer = send(doctor, "/patients/2/edit", &[("name", "Bea"), ("_version", "1")]).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    nothing_in("a change to a number that is taken", &answer);
    let changed = doctor.post("/patients/1/edit", &[("ward", "west"), ("_version", "1")]).await;
    assert_eq!(changed.status, 303, "{}", changed.body);
    let conflict = send(doctor, "/patients/1/edit", &[("_version", "1")]).await;
    assert_eq!(conflict.status, 409, "{}", conflict.body);
    nothing_in("the page of a conflict", &conflict);
    let again = send(doctor, "/patients/add", &[("_again", "yes")]).await;
    nothing_in("a form that is shown again", &again);
    let pick = doctor.post("/visits/add", &[("_pick", "patient"), ("_q", WORD)]).await;
    assert_eq!(pick.status, 200, "{}", pick.body);
    only_in_controls("the search for a row", &pick);
    let blocked = doctor.post("/patients/1/delete", &[("_version", "2")]).await;
    assert_eq!(blocked.status, 409, "{}", blocked.body);
    nothing_in("a deletion that is refused", &blocked);
    let ticked = [("key", "1"), ("state", "")];
    let question = doctor.post("/patients/action/delete", &ticked).await;
    assert_eq!(question.status, 200, "{}", question.body);
    nothing_in("the question of an action", &question);
    let mut nobody = site.visitor();
    nobody.get("/login").await;
    let asked = send(&mut nobody, "/patients/add", &[]).await;
    assert_eq!(asked.status, 401);
    nothing_in("a form without a session", &asked);
}

/// Every address of the table.
async fn routes_tell_nothing(site: &Served, client: &mut Client) {
    let routes = clinic().site(site.security.clone(), SiteOptions::default()).unwrap().routes();
    let mut opened = 0;
    for route in
        routes.iter().filter(|route| route.method == "GET" && !route.path.ends_with("}/{file}"))
    {
        for (column, format) in SEALED.iter().zip(["csv", "jsonl", "csv", "jsonl", "x"]) {
            let path = route.path.replace("{key}", "1").replace("{token}", "x");
            let path = path.replace("{format}", format).replace("{column}", column);
            let answer = client.get(&path).await;
            opened += usize::from(answer.status == 200);
            nothing_in(&path, &answer);
            if path == route.path {
                break;
            }
        }
    }
    assert!(opened > 6, "only {opened} pages opened");
}

/// What somebody typed to search for stands in the address, and so in the controls and links of that page, and beside
/// the link that takes the search off. It stands nowhere else, whether a row holds it or not.
#[track_caller]
fn only_in_controls(place: &str, answer: &Answer) {
    let mut text = String::new();
    let quoted = format!("Search “{WORD}-insurance”");
    for (at, part) in
        answer.body.replace(&quoted, "").replace(&format!("“{WORD}”"), "").split('<').enumerate()
    {
        text.push_str(if at == 0 {
            part
        } else {
            part.split_once('>').map_or("", |(_, text)| text)
        });
        text.push('\n');
    }
    absent(place, text.as_bytes());
    let rows = answer.body.split_once("<tbody").and_then(|(_, rest)| rest.split_once("</tbody>"));
    absent(place, rows.map_or("", |(rows, _)| rows).as_bytes());
}

async fn lists_tell_nothing(doctor: &mut Client) {
    for query in [format!("q={WORD}-insurance"), format!("f.insurance_no.eq={WORD}-insurance")] {
        let list = doctor.get(&format!("/patients?{query}")).await;
        assert!(list.status == 200 && list.body.contains(">Ann<"), "{}", list.body);
        only_in_controls(&query, &list);
        for format in ["csv", "jsonl"] {
            let file = doctor.get(&format!("/patients/export/{format}?{query}")).await;
            assert!(file.status == 200 && file.body.contains("Ann"), "{}", file.body);
            nothing_in("a file", &file);
        }
        only_in_controls(
            "the page of a file",
            &doctor.get(&format!("/patients/export?{query}")).await,
        );
    }
    let found = doctor.get(&format!("/patients/search?q={WORD}-insurance")).await;
    assert_eq!(found.status, 200);
    nothing_in("type-ahead", &found);
    let filled = doctor.get(&format!("/patients/add?insurance_no={WORD}&diagnosis={WORD}")).await;
    assert!(!filled.body.contains("value=\"kanarienvogel"), "{}", filled.body);
}

/// Errors and what they say to programs.
async fn faults_tell_nothing(site: &Served, db: &TestDb) {
    let store = site.security.store();
    let scope = Scope::system();
    for twin in [Patient { name: "Twin".to_owned(), ..ann() }, ann()] {
        let error = store.add(&scope, &twin).await.unwrap_err();
        absent("an error", format!("{error:?} {error} {error:#?}").as_bytes());
    }
    let searched = Condition::compare("account", fab::models::Op::Contains, WORD);
    let error = store.count(Patient::meta(), &scope, &searched, 9).await.unwrap_err();
    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
    absent("a refused condition", format!("{error:?} {error}").as_bytes());
    let keyless = fab::db::Store::new((**db).clone(), store.clock().clone());
    let error =
        keyless.add(&scope, &Patient { name: "Dan".to_owned(), ..ann() }).await.unwrap_err();
    absent("a store without keys", format!("{error:?} {error}").as_bytes());
}

/// What prints itself.
async fn values_tell_nothing(site: &Served) {
    let (store, scope, model) = (site.security.store(), Scope::system(), Patient::meta());
    let row = store.get(model, &scope, &Key::new(vec![Value::Int(1)])).await.unwrap();
    absent("a row", format!("{row:?} {row:#?}").as_bytes());
    let update = Update::new(model).set("account", WORD).set("ward", "west");
    let printed = format!("{update:?}");
    assert!(printed.contains("west"), "{printed}");
    absent("a change", printed.as_bytes());
    let record = ann().to_record();
    absent("a record", format!("{record:?} {:?}", record.values()).as_bytes());
    absent("a model", format!("{model:?} {:?} {:?}", model.fields, model.columns()).as_bytes());
    let secret = ann().diagnosis;
    absent("a field", format!("{secret:?}").as_bytes());
}

/// The one place: so the search would have found it elsewhere.
async fn revealed(site: &Served, doctor: &mut Client) {
    doctor.get("/patients/1").await;
    for column in SEALED {
        let answer = doctor.post(&format!("/patients/1/reveal/{column}"), &[]).await;
        assert_eq!(answer.status, 200, "{column}: {}", answer.body);
        assert!(answer.body.contains(WORD) || answer.body.contains(DAY), "{column}");
    }
    let file = doctor.post("/patients/export/jsonl", &[("sealed", "yes")]).await;
    assert!(file.body.contains(WORD) && file.body.contains(DAY), "{}", file.body);
    let found = entries(&site.security, AuditEvent::FieldRevealed).await;
    assert_eq!(found.iter().filter(|entry| entry.outcome == Outcome::Ok).count(), SEALED.len());
    absent("the audit log", format!("{found:?}").as_bytes());
    let mut anna = site.administrator().await;
    nothing_in("the pages of the log", &anna.get("/audit-entries").await);
    for entry in &found {
        let page = anna.get(&format!("/audit-entries/{}", entry.seq)).await;
        assert_eq!(page.status, 200);
        nothing_in("an entry of the log", &page);
    }
}

async fn commands_tell_nothing(db: &TestDb) {
    for command in [
        "check --fields",
        "routes",
        "role list",
        "role export",
        "keys status",
        "keys verify",
        "audit export",
        "migrate --print",
        "keys rotate",
        "keys reencrypt --dry-run",
    ] {
        let arguments = std::iter::once("clinic").chain(command.split_whitespace());
        let (call, transcript) = Call::captured_with_input(arguments, "");
        let call = call.variables([
            ("FAB_MODE", "production"),
            ("FAB_DATABASE_URL", db.url()),
            ("FAB_SECRET_KEY", KEYS),
            ("FAB_KEYS", KEYS),
            ("FAB_BASE_URL", "https://clinic.example.com"),
        ]);
        let outcome = clinic().run_from(call).await;
        assert!(outcome.is_ok(), "{command}: {outcome:?}");
        absent(command, transcript.text().as_bytes());
    }
}

/// What the database keeps, as somebody with a copy of it reads it.
async fn database_tells_nothing(db: &TestDb) {
    let mut read = 0;
    for model in clinic().models().iter().filter(|model| model.table != "visits") {
        for column in model.columns().all() {
            let mut writer = db.writer();
            let (before, after) = match db.dialect() {
                DialectKind::Postgres => ("SELECT CAST(", " AS text) FROM "),
                _ => ("SELECT HEX(", ") FROM "),
            };
            writer.push(before).ident(column.name).push(after).ident(model.table);
            let rows = db.fetch(writer.finish(&[Kind::Text])).await.unwrap();
            read += rows.len();
            for value in rows.iter().flatten().filter_map(Value::as_text) {
                absent(model.table, value.as_bytes());
            }
        }
    }
    assert!(read > 50, "only {read} cells were read");
    let Some(path) = db.url().strip_prefix("sqlite:") else { return };
    let mut bytes = 0;
    for name in [path.to_owned(), format!("{path}-wal"), format!("{path}-shm")] {
        if let Ok(content) = std::fs::read(&name) {
            absent(&name, &content);
            bytes += content.len();
        }
    }
    assert!(bytes > 10_000, "only {bytes} bytes of the database were read");
}
