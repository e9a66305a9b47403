//! Can sealed fields be typed, kept, emptied and found through the pages, and does none of them tell what is inside?

use fab::admin::App;
use fab::models::{Condition, Scope};
use fab::prelude::*;
use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

/// Someone who is ill.
#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[admin(search)]
    name: String,
    #[admin(filter)]
    #[encrypted(blind_index(unique), normalize = "digits", mask = "last2")]
    insurance_no: Secret<String>,
    #[encrypted]
    passport: Option<Secret<String>>,
    #[encrypted(name = "dob")]
    born: Secret<NaiveDate>,
    #[encrypted]
    smoker: Secret<bool>,
}

const TYPED: &[(&str, &str)] = &[
    ("name", "Ann"),
    ("insurance_no", "4711 0815"),
    ("passport", "C01X00T47"),
    ("born", "1990-02-03"),
    ("smoker", "true"),
];

/// What no page may tell.
const INSIDE: &[&str] = &["4711 0815", "47110815", "C01X00T47", "1990-02-03"];

async fn open(db: &TestDb) -> (Served, Client) {
    let site = Served::start(&App::new("Clinic").model::<Patient>(), db).await;
    let mut client = site.administrator().await;
    client.get("/patients/add").await;
    let added = client.post("/patients/add", TYPED).await;
    assert_eq!(added.location(), "/patients/1", "{}", added.body);
    (site, client)
}

async fn patients(site: &Served) -> Vec<Patient> {
    site.security.store().all(&Scope::system(), &Condition::Everything).await.unwrap()
}

#[track_caller]
fn tells_nothing(answer: &Answer) {
    for inside in INSIDE {
        assert!(!answer.body.contains(inside), "{inside}: {}", answer.body);
    }
}

#[tokio::test]
async fn what_is_sealed_is_typed_once_and_stays_until_something_else_is_typed() {
    each_database(|db| async move {
        let (site, mut client) = open(&db).await;
        for page in ["/patients", "/patients/1", "/patients/1/edit", "/patients/1/delete"] {
            let page = client.get(page).await;
            assert_eq!(page.status, 200);
            tells_nothing(&page);
        }
        let form = client.get("/patients/1/edit").await;
        assert!(form.body.contains("leave it blank to keep what is there"), "{}", form.body);
        let blank = [("name", "Ann Lee"), ("insurance_no", ""), ("passport", ""), ("smoker", "")];
        let saved = client.post("/patients/1/edit", &blank).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let ann = patients(&site).await.remove(0);
        assert_eq!((ann.id, ann.name.as_str()), (1, "Ann Lee"));
        assert_eq!(ann.insurance_no.expose(), "4711 0815");
        assert_eq!(
            ann.passport.as_ref().map(|passport| passport.expose().as_str()),
            Some("C01X00T47")
        );
        assert_eq!(ann.born.expose().to_string(), "1990-02-03");
        assert!(*ann.smoker.expose());

        let typed = [("insurance_no", "99"), ("_clear", "passport"), ("smoker", "false")];
        let saved = client.post("/patients/1/edit", &typed).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let ann = patients(&site).await.remove(0);
        assert_eq!(ann.insurance_no.expose(), "99");
        assert!(ann.passport.is_none() && !ann.smoker.expose());
    })
    .await;
}

#[tokio::test]
async fn a_form_with_a_mistake_asks_for_sealed_fields_again() {
    each_database(|db| async move {
        let (_site, mut client) = open(&db).await;
        client.get("/patients/add").await;
        // The number is taken, however it is written.
        let mut typed = TYPED.to_vec();
        typed.extend([("name", "Bo"), ("insurance_no", "47110815")]);
        let refused = client.post("/patients/add", &typed).await;
        assert_eq!(refused.status, 422);
        tells_nothing(&refused);
        assert!(refused.body.contains("already taken"), "{}", refused.body);
        assert!(refused.body.contains("type it once more"), "{}", refused.body);
        assert!(refused.body.contains("value=\"Bo\""), "{}", refused.body);
        let wrong =
            [("name", "Bo"), ("insurance_no", ""), ("born", "3.2.1990"), ("smoker", "true")];
        let refused = client.post("/patients/add", &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(!refused.body.contains("3.2.1990"), "{}", refused.body);
        assert!(refused.body.contains("year-month-day"), "{}", refused.body);
    })
    .await;
}

#[tokio::test]
async fn rows_are_found_by_their_whole_sealed_value_and_by_no_part_of_it() {
    each_database(|db| async move {
        let (_site, mut client) = open(&db).await;
        let list = client.get("/patients").await;
        assert!(list.body.contains("f.insurance_no."), "{}", list.body);
        for operator in ["contains", "lt", "ge"] {
            let offered = format!("f.insurance_no.{operator}");
            assert!(!list.body.contains(&offered), "{offered}: {}", list.body);
        }
        for (query, found) in [
            ("f.insurance_no.eq=4711-0815", true),
            ("f.insurance_no.eq=4711", false),
            ("f.name.eq=Ann", true),
        ] {
            let list = client.get(&format!("/patients?{query}")).await;
            assert_eq!(list.status, 200, "{query}");
            assert_eq!(list.body.contains("/patients/1"), found, "{query}: {}", list.body);
        }
        // An address fills no sealed control.
        let form = client.get("/patients/add?name=Bo&passport=C01X00T47").await;
        assert!(!form.body.contains("value=\"C01X00T47\""), "{}", form.body);
        assert!(form.body.contains("value=\"Bo\""), "{}", form.body);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_to_be_sealed_is_not_carried_past_the_end_of_a_session() {
    let db = TestDb::sqlite().await.unwrap();
    let (site, mut client) = open(&db).await;
    client.get("/patients/1/edit").await;
    client.set_cookie("fab_session", "ended");
    let ended = client.post("/patients/1/edit", TYPED).await;
    assert_eq!(ended.status, 401);
    tells_nothing(&ended);
    assert!(ended.body.contains("_retype"), "{}", ended.body);
    let hidden = |answer: &Answer, name: &str| {
        let (_, after) = answer.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        after.split('"').next().unwrap().replace("&amp;", "&")
    };
    let fields = [
        ("typed", hidden(&ended, "typed")),
        ("next", hidden(&ended, "next")),
        ("_csrf", hidden(&ended, "_csrf")),
        ("username", ADMINISTRATOR.to_owned()),
        ("password", PASSWORD.to_owned()),
    ];
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let resumed = client.post("/login", &fields).await;
    assert_eq!(resumed.status, 200, "{}", resumed.body);
    tells_nothing(&resumed);
    client.get("/patients/1/edit").await;
    let again = [("name", "Ann"), ("_retype", "passport"), ("_again", "yes")];
    let shown = client.post("/patients/1/edit", &again).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("type it once more"), "{}", shown.body);
    assert_eq!(patients(&site).await.len(), 1);
}
