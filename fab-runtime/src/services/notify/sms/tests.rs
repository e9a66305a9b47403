//! Do messages get through when providers do not?

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Reference, SmsError, SmsProvider, Texts};
use crate::clock::Clock;
use crate::services::notify::{NotSent, PhoneNumber, Refusal, Text};
use crate::services::resilience::{Circuit, Fault, State};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[derive(Debug)]
struct Clocked(tokio::time::Instant);

impl Clock for Clocked {
    fn now(&self) -> DateTime<Utc> {
        at("2026-11-20T12:00:00Z") + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Hangs,
    Works,
    Fails(Fault),
}

#[derive(Debug, Clone)]
struct Double {
    name: &'static str,
    way: Way,
    asked: Arc<AtomicUsize>,
}

fn double(name: &'static str, way: Way) -> Double {
    Double { name, way, asked: Arc::default() }
}

impl Double {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl SmsProvider for Double {
    fn name(&self) -> &str {
        self.name
    }

    fn send<'a>(
        &'a self,
        _: &'a Text,
    ) -> Pin<Box<dyn Future<Output = Result<Reference, SmsError>> + Send + 'a>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            match self.way {
                Way::Hangs => std::future::pending().await,
                Way::Works => {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    Ok(Some("1".to_owned()))
                }
                Way::Fails(fault) => Err(SmsError::Refused {
                    status: 400,
                    code: "x".to_owned(),
                    fault,
                    refusal: Refusal::Unsubscribed,
                }),
            }
        })
    }
}

fn texts(first: &Double, second: &Double) -> Texts {
    let clock = Arc::new(Clocked(tokio::time::Instant::now()));
    Texts::new(clock).provider(first.clone()).unwrap().provider(second.clone()).unwrap()
}

fn code() -> Text {
    let to: PhoneNumber = "+4915123456789".parse().unwrap();
    Text::new(to, "Your code is 123456.").unwrap()
}

/// With the settings that providers have when nothing is said, and one person after the other.
#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_delays_few_codes_and_none_by_more_than_six_seconds() {
    let (first, second) = (double("first", Way::Hangs), double("second", Way::Works));
    let texts = texts(&first, &second);
    let mut times = Vec::new();
    for _ in 0..30 {
        let begun = tokio::time::Instant::now();
        let sent = texts.send(&code()).await.unwrap();
        assert_eq!(sent.provider.as_ref(), "sms.second");
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    assert!(times[15] < Duration::from_secs(6), "median {:?}", times[15]);
    assert!(times[29] < Duration::from_secs(6), "longest {:?}", times[29]);
    assert_eq!(first.asked(), 5, "of thirty");
    assert_eq!(times[15], Duration::from_millis(300), "most do not notice");
}

#[tokio::test(start_paused = true)]
async fn the_circuit_of_a_provider_that_hangs_opens_within_ten_calls() {
    let (first, second) = (double("first", Way::Hangs), double("second", Way::Works));
    let texts = texts(&first, &second);
    for _ in 0..10 {
        texts.send(&code()).await.unwrap();
    }
    assert_eq!(first.asked(), 5);
    let states: Vec<State> = texts.circuits().map(Circuit::state).collect();
    assert_eq!(states, [State::Open, State::Closed]);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_not_sent_by_somebody_else() {
    let first = double("first", Way::Fails(Fault::Caller));
    let second = double("second", Way::Works);
    let refused = texts(&first, &second).send(&code()).await.unwrap_err();
    let NotSent::Refused { provider, refusal } = refused else { panic!("{refused:?}") };
    assert_eq!((provider.as_deref(), refusal), (Some("sms.first"), Refusal::Unsubscribed));
    assert_eq!(second.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn everything_else_is_sent_by_somebody_else() {
    let wait = Some(Duration::from_mins(1));
    for fault in [Fault::Service, Fault::Credentials, Fault::Unable, Fault::Throttled { wait }] {
        let (first, second) = (double("first", Way::Fails(fault)), double("second", Way::Works));
        let sent = texts(&first, &second).send(&code()).await.unwrap();
        assert_eq!(sent.provider.as_ref(), "sms.second", "{fault:?}");
        assert_eq!(first.asked(), 1, "never asked twice for one message");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_there_is_said_as_such() {
    let (first, second) =
        (double("first", Way::Hangs), double("second", Way::Fails(Fault::Service)));
    let texts = texts(&first, &second);
    let error = texts.send(&code()).await.unwrap_err();
    let said = error.to_string();
    let NotSent::Unavailable { attempts } = error else { panic!("{said}") };
    assert_eq!(attempts.len(), 2);
    assert!(said.contains("sms.first: no answer after 5000 ms"), "{said}");
    assert!(!said.contains("123456") && !said.contains("49151"), "{said}");
}
