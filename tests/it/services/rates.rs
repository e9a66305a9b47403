//! Are rates what sources say, when they say it, and nothing when they lie?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fab::clock::{Clock as _, SystemClock};
use fab::services::http::ClientSettings;
use fab::services::rates::{Age, Currency, DeskSettings, HttpSource, RateDesk, Shape};
use fab::services::resilience::{GuardSettings, RetrySettings, State};
use fab_tests::provider::{Provider, Reply};

use super::{client, hasty, patient};

fn source(name: &str, provider: &Provider, shape: Shape) -> HttpSource {
    let port = provider.address().port();
    let settings = ClientSettings { largest_answer: 50_000, ..client(port) };
    let url = format!("http://127.0.0.1:{port}/latest");
    HttpSource::new(name, &url, shape, Arc::new(SystemClock))
        .unwrap()
        .with_client(settings)
        .unwrap()
}

fn desk(guard: GuardSettings) -> RateDesk {
    let retry = RetrySettings { pause: Duration::from_millis(5), ..RetrySettings::default() };
    let guard = GuardSettings { retry, ..guard };
    let settings = DeskSettings { guard, ..DeskSettings::default() };
    RateDesk::new("EUR".parse().unwrap(), settings, Arc::new(SystemClock))
}

fn ecb(rate: &str) -> String {
    let today = SystemClock.now().date_naive();
    format!(
        "<e:Envelope xmlns:e='x'><Cube><Cube time='{today}'><Cube currency='USD' rate='{rate}'/></Cube></Cube></e:Envelope>"
    )
}

fn json(rate: &str) -> String {
    let today = SystemClock.now().date_naive();
    format!(r#"{{"base": "EUR", "date": "{today}", "rates": {{"USD": {rate}}}}}"#)
}

fn pair() -> (Currency, Currency) {
    ("EUR".parse().unwrap(), "USD".parse().unwrap())
}

#[tokio::test]
async fn two_sources_over_http_agree_on_a_rate() {
    let first = Provider::plain(|_| Reply::Answer(200, "", ecb("1.0724"))).await;
    let provider = Provider::tls(|_| Reply::Answer(200, "", json("1.08"))).await;
    let port = provider.address().port();
    let url = format!("https://localhost:{port}/latest");
    let second = HttpSource::new("second", &url, Shape::json(), Arc::new(SystemClock)).unwrap();
    let second = second.with_client(client(port));
    let desk = desk(patient()).source(source("ecb", &first, Shape::Ecb)).unwrap();
    let desk = desk.source(second.unwrap()).unwrap();
    let refreshed = desk.refresh().await.unwrap();
    assert_eq!((refreshed.confirmed, refreshed.failed.len()), (1, 0), "{refreshed:?}");
    let quote = desk.for_money(pair().0, pair().1).unwrap();
    assert_eq!((quote.rate.to_string().as_str(), quote.age), ("1.0724", Age::Fresh));
}

#[tokio::test]
async fn a_source_that_lies_or_fails_moves_no_money() {
    let lies = [
        Reply::Answer(200, "", "<html><body>Welcome</body></html>".to_owned()),
        Reply::Answer(200, "", json("0")),
        Reply::Answer(200, "", json("-1.07")),
        Reply::Answer(200, "", json("1e9")),
        Reply::Answer(200, "", json("NaN")),
        Reply::Answer(200, "", json("1.0724").replace("20", "19")),
        Reply::Answer(404, "", json("1.0724")),
        Reply::Answer(500, "", String::new()),
        Reply::Answer(301, "location: http://127.0.0.1:1/\r\n", String::new()),
        Reply::Endless,
        Reply::Silence,
    ];
    for lie in lies {
        let shown = format!("{lie:?}");
        let provider = Provider::plain(move |_| lie.clone()).await;
        let layers = if shown == "Silence" { hasty() } else { patient() };
        let desk = desk(layers).source(source("liar", &provider, Shape::json())).unwrap();
        assert!(desk.refresh().await.is_err(), "{shown}");
        assert!(desk.for_money(pair().0, pair().1).is_err(), "{shown}");
        assert!(desk.for_display(pair().0, pair().1).is_err(), "{shown}");
    }
}

#[tokio::test]
async fn a_source_that_stumbles_is_asked_again_and_one_that_is_down_is_left_alone() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let provider = Provider::plain(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        1 => Reply::Answer(200, "", json("1.0724")),
        _ => Reply::Answer(503, "", String::new()),
    });
    let provider = provider.await;
    let desk = desk(patient()).source(source("one", &provider, Shape::json())).unwrap();
    assert_eq!(desk.refresh().await.unwrap().confirmed, 1);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    for _ in 0..20 {
        let _ = desk.refresh().await;
    }
    assert!(count.load(Ordering::SeqCst) < 10, "{count:?}");
    assert_eq!(desk.circuits().next().unwrap().state(), State::Open);
    assert_eq!(desk.for_money(pair().0, pair().1).unwrap().rate.to_string(), "1.0724");
}
