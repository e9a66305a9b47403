//! Is a list of breached passwords asked by five digits and no more, and does everything that it does instead of an
//! answer end?

use std::sync::Arc;
use std::time::{Duration, Instant};

use fab::clock::SystemClock;
use fab::secret::Secret;
use fab::services::breach_list::BreachList as _;
use fab::services::breaches::{BreachError, BreachSettings, Breaches};
use fab::services::http::HttpError;
use fab::services::resilience::{CallError, GuardSettings, State};
use fab_tests::provider::{Provider, Reply};

use super::{client, hasty, patient};

/// Its SHA-1 is the five digits and the rest.
const PASSWORD: &str = "password";
const PREFIX: &str = "5BAA6";
const REST: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";

fn list(provider: &Provider, guard: GuardSettings) -> Breaches {
    let address = provider.address();
    let mut settings = BreachSettings::new(format!("http://{address}/"));
    settings.client = client(address.port());
    settings.guard = guard;
    Breaches::new(settings, Arc::new(SystemClock)).unwrap()
}

fn password() -> Secret<String> {
    Secret::new(PASSWORD.to_owned())
}

async fn answering(status: u16, body: String) -> Provider {
    Provider::plain(move |_| Reply::Answer(status, "content-type: text/plain\r\n", body.clone()))
        .await
}

#[tokio::test]
async fn five_digits_leave_and_nothing_else_of_the_password() {
    let provider =
        answering(200, format!("0018A45C4D1DEF81644B54AB7F969B88D65:2\r\n{REST}:3\r\n")).await;
    let list = list(&provider, patient());
    assert!(list.holds(&password()).await.unwrap());
    assert!(!list.holds(&Secret::new("passwore".to_owned())).await.unwrap());
    let asked = &provider.asked()[0];
    assert_eq!(asked.line, format!("GET /range/{PREFIX} HTTP/1.1"));
    assert_eq!(asked.header("add-padding"), Some("true"));
    let all = format!("{asked:?}");
    assert!(!all.contains(PASSWORD) && !all.contains(&REST[..5]), "{all}");
    assert_eq!(provider.asked().len(), 2);
}

#[tokio::test]
async fn garbage_and_refusals_say_nothing_about_a_password_and_repeat_nothing() {
    for (status, body) in [
        (200, String::new()),
        (200, format!("<html>{REST}:1</html>")),
        (200, format!("{REST}:1\r\n<html>")),
        (404, format!("{REST}:1\r\n")),
        (403, format!("{REST}:1\r\n")),
        (429, "slow down".to_owned()),
        (500, format!("{REST}:1\r\n")),
        (301, String::new()),
    ] {
        let provider = answering(status, body.clone()).await;
        let list = list(&provider, patient());
        let error = list.holds(&password()).await.unwrap_err();
        assert!(matches!(error, CallError::Failed(_)), "{status} {body}: {error:?}");
        let error = BreachListOf(&list).said().await;
        assert!(!error.contains(REST) && !error.contains(PREFIX), "{error}");
        assert_eq!(provider.asked().len(), if status == 403 { 1 } else { 2 }, "{status}");
    }
    let endless = Provider::plain(|_| Reply::Endless).await;
    let error = list(&endless, patient()).holds(&password()).await.unwrap_err();
    let CallError::Failed(BreachError::Http(HttpError::TooLarge { .. })) = error else {
        panic!("{error:?}")
    };
}

/// The list as the rest of the program sees it.
struct BreachListOf<'a>(&'a Breaches);

impl BreachListOf<'_> {
    async fn said(&self) -> String {
        let list: &dyn fab::services::breach_list::BreachList = self.0;
        format!("{:?}", list.holds(&password()).await.unwrap_err())
    }
}

#[tokio::test]
async fn a_list_that_hangs_is_not_waited_for_and_then_left_alone() {
    let provider = Provider::plain(|_| Reply::Silence).await;
    let list = list(&provider, hasty());
    let begun = Instant::now();
    for _ in 0..5 {
        let error = list.holds(&password()).await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. }), "{error:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(list.circuit().unwrap().snapshot().state, State::Open);
    let error = list.holds(&password()).await.unwrap_err();
    assert!(matches!(error, CallError::Rejected(_)), "{error:?}");
    assert_eq!(provider.asked().len(), 5);
}

#[tokio::test]
async fn a_list_that_is_not_there_is_named_without_the_digits() {
    let provider = answering(200, String::new()).await;
    let list = list(&provider, patient());
    drop(provider);
    let said = BreachListOf(&list).said().await;
    assert!(said.contains("no connection to `127.0.0.1`") && !said.contains(PREFIX), "{said}");
}

#[test]
fn what_is_no_address_makes_no_list_and_the_usual_one_waits_two_seconds() {
    for wrong in ["", "breaches.example.com", "ftp://breaches.example.com"] {
        assert!(
            Breaches::new(BreachSettings::new(wrong), Arc::new(SystemClock)).is_err(),
            "{wrong}"
        );
    }
    let usual = BreachSettings::new("https://breaches.example.com");
    assert_eq!(usual.guard.timeout, Duration::from_secs(2));
    assert!(Breaches::new(usual, Arc::new(SystemClock)).is_ok());
}
