//! Do rates of exchange survive a restart, and does a person answer for those by hand?

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use fab::admin::SiteOptions;
use fab::clock::{Clock as _, SystemClock};
use fab::services::http::{ClientSettings, PlainHttp, PrivateAddresses};
use fab::services::rates::{
    Age, Currency, DeskSettings, HttpSource, NoRate, Quote, RateDesk, Shape,
};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::provider::{Provider, Reply};
use fab_tests::site::Served;

use crate::shop::shop;

fn code(text: &str) -> Currency {
    text.parse().unwrap()
}

/// A source that says what it is told.
struct Told {
    provider: Provider,
    body: Arc<Mutex<String>>,
}

fn table(rate: &str) -> String {
    let today = SystemClock.now().date_naive();
    format!(r#"{{"base": "EUR", "date": "{today}", "rates": {{"USD": {rate}}}}}"#)
}

impl Told {
    async fn new(rate: &str) -> Self {
        let body = Arc::new(Mutex::new(table(rate)));
        let told = Arc::clone(&body);
        let provider = Provider::plain(move |_| match told.lock().unwrap().as_str() {
            "" => Reply::Answer(500, "", String::new()),
            body => Reply::Answer(200, "", body.to_owned()),
        });
        Self { provider: provider.await, body }
    }

    fn says(&self, body: impl Into<String>) {
        *self.body.lock().unwrap() = body.into();
    }

    fn desk(&self) -> Arc<RateDesk> {
        let port = self.provider.address().port();
        let client = ClientSettings {
            private: PrivateAddresses::Allowed,
            plain: PlainHttp::OnLoopback,
            ..ClientSettings::for_host(format!("127.0.0.1:{port}"))
        };
        let url = format!("http://127.0.0.1:{port}/latest");
        let clock = Arc::new(SystemClock);
        let source = HttpSource::new("first", &url, Shape::json(), clock.clone()).unwrap();
        let desk = RateDesk::new(code("EUR"), DeskSettings::default(), clock);
        Arc::new(desk.source(source.with_client(client).unwrap()).unwrap())
    }
}

fn dollars(desk: &RateDesk) -> Result<Quote, NoRate> {
    desk.for_money(code("EUR"), code("USD"))
}

/// Waits until something holds.
macro_rules! until {
    ($holds:expr) => {
        let waiting = async {
            while !$holds {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
    };
}

async fn kept(site: &Served) -> i64 {
    let db = site.security.store().db();
    let count = fab::db::SqlWriter::new(db.dialect())
        .push("SELECT COUNT(*) FROM fab_rates")
        .finish(&[fab::models::Kind::Int]);
    db.fetch(count).await.unwrap()[0][0].as_int().unwrap()
}

#[tokio::test]
async fn at58_rates_survive_a_restart_with_their_age_and_their_source() {
    each_database(|db| async move {
        let told = Told::new("1.0724").await;
        let desk = told.desk();
        let site = Served::start(&shop().rates(Arc::clone(&desk)), &db).await;
        until!(kept(&site).await == 1);
        let mut client = site.administrator().await;
        let page = client.get("/services").await.body;
        for text in ["EUR/USD", "1.0724", "first", "rates.first", "fresh"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        drop((client, site));
        told.says("");
        let desk = told.desk();
        assert!(dollars(&desk).is_err(), "a new desk knows nothing");
        let app = shop().rates(Arc::clone(&desk));
        let site = Served::start_empty(&app, &db, SiteOptions::default()).await;
        until!(dollars(&desk).is_ok());
        let quote = dollars(&desk).unwrap();
        assert_eq!((quote.rate.to_string().as_str(), quote.source.as_ref()), ("1.0724", "first"));
        drop(site);
    })
    .await;
}

#[tokio::test]
async fn at58_a_rate_by_hand_is_a_row_for_which_a_person_answers() {
    each_database(|db| async move {
        let told = Told::new("1.0724").await;
        told.says("");
        let site = Served::start(&shop().rates(told.desk()), &db).await;
        let mut client = site.administrator().await;
        client.get("/approved-rates/add").await;
        let now = Utc::now();
        let at = |days: i64| (now + TimeDelta::days(days)).format("%Y-%m-%dT%H:%M:%S").to_string();
        let form = |to: &'static str, rate: &'static str, end: i64| {
            let fields = [
                ("from_currency", "EUR".to_owned()),
                ("to_currency", to.to_owned()),
                ("rate", rate.to_owned()),
                ("valid_from", at(-1)),
                ("valid_until", at(end)),
                ("approver", "somebody else".to_owned()),
            ];
            fields.to_vec()
        };
        for (wrong, text) in [
            (form("EUR", "1", 9), "another currency"),
            (form("USD", "1", 31), "31 days at most"),
            (form("USD", "1", -2), "31 days at most"),
            (form("USD", "0", 9), "rate"),
            (form("USD", "-1", 9), "rate"),
            (form("dollars", "1", 9), "to_currency"),
        ] {
            let fields: Vec<(&str, &str)> = wrong.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let answer = client.post("/approved-rates/add", &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}: {}", answer.body);
            assert!(answer.body.contains(text), "{text}: {}", answer.body);
        }
        let right = form("USD", "1.25", 9);
        let fields: Vec<(&str, &str)> = right.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = client.post("/approved-rates/add", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let list = client.get("/approved-rates").await.body;
        assert!(list.contains("anna") && !list.contains("somebody else"), "{list}");
        drop((client, site));

        let desk = told.desk();
        let app = shop().rates(Arc::clone(&desk));
        let site = Served::start_empty(&app, &db, SiteOptions::default()).await;
        until!(dollars(&desk).is_ok());
        let quote = dollars(&desk).unwrap();
        assert_eq!(quote.age, Age::Manual { approver: "anna".to_owned() });
        assert_eq!(quote.rate.normalize().to_string(), "1.25");
        drop(site);
    })
    .await;
}

#[tokio::test]
async fn at58_what_can_be_no_rate_is_not_believed_and_the_last_good_one_goes_on() {
    let told = Told::new("1.0724").await;
    let desk = told.desk();
    desk.refresh().await.unwrap();
    let old = (SystemClock.now() - TimeDelta::days(30)).date_naive();
    let outdated = format!(r#"{{"base": "EUR", "date": "{old}", "rates": {{"USD": 1.07}}}}"#);
    let bodies = [
        table("0"),
        table("-1.07"),
        table("1e9"),
        table("1e400"),
        table("NaN"),
        table("null"),
        table("\"1.07; DROP\""),
        table("1.5"),
        "<html>We are down</html>".to_owned(),
        outdated,
        "{}".to_owned(),
    ];
    for body in bodies {
        told.says(body.clone());
        let _ = desk.refresh().await;
        assert_eq!(dollars(&desk).unwrap().rate.to_string(), "1.0724", "{body}");
        // What the source says wrongly opens its circuit; an operator leaves it to itself again.
        desk.circuits().for_each(fab::services::resilience::Circuit::reset);
    }
    told.says(table("1.0800"));
    desk.refresh().await.unwrap();
    assert_eq!(dollars(&desk).unwrap().rate.to_string(), "1.0800");
}

#[tokio::test]
async fn an_application_without_rates_has_neither_tables_nor_pages_for_them() {
    let db = TestDb::sqlite().await.unwrap();
    let site = Served::start(&shop(), &db).await;
    let mut client = site.administrator().await;
    assert_eq!(client.get("/approved-rates").await.status, 404);
    assert!(!client.get("/services").await.body.contains("Rates of exchange"));
}
