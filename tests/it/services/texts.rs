//! Does a code reach a telephone, and how fast, when providers hang, fail or are overrun?

use std::sync::Arc;
use std::time::{Duration, Instant};

use fab::clock::SystemClock;
use fab::secret::Secret;
use fab::services::notify::sms::{Sender, Sns, SnsSettings, Texts, Twilio, TwilioSettings};
use fab::services::notify::{NotSent, Refusal, Text};
use fab::services::resilience::{GuardSettings, State};
use fab_tests::provider::{Provider, Reply};
use fab_tests::proxy::{Proxy, Weather};

use super::{client, hasty, patient};

const TAKEN: &str = r#"{"sid": "SM0123456789", "status": "queued"}"#;
const PUBLISHED: &str = "<PublishResponse><PublishResult><MessageId>1-2-3</MessageId></PublishResult></PublishResponse>";

fn twilio(port: u16) -> Twilio {
    let sender = Sender::Number("+15005550006".parse().unwrap());
    let settings = TwilioSettings {
        base: format!("http://127.0.0.1:{port}"),
        client: client(port),
        ..TwilioSettings::new("AC0123", Secret::new("hunter2".to_owned()), sender)
    };
    Twilio::new(settings).unwrap()
}

fn sns(port: u16) -> Sns {
    let settings = SnsSettings {
        base: format!("http://127.0.0.1:{port}"),
        client: client(port),
        sender: Some("Shop".to_owned()),
        ..SnsSettings::new("eu-central-1", "AKIDEXAMPLE", Secret::new("hunter2".to_owned()))
    };
    Sns::new(settings, Arc::new(SystemClock)).unwrap()
}

fn chain(first: u16, second: u16) -> Texts {
    guarded(first, second, &patient())
}

/// The first provider behind these layers.
fn guarded(first: u16, second: u16, layers: &GuardSettings) -> Texts {
    let texts = Texts::new(Arc::new(SystemClock));
    texts.guarded(twilio(first), layers).unwrap().guarded(sns(second), &patient()).unwrap()
}

fn code() -> Text {
    Text::new("+4915123456789".parse().unwrap(), "Your code is 123456.").unwrap()
}

async fn answering(status: u16, headers: &'static str, body: &'static str) -> Provider {
    Provider::plain(move |_| Reply::Answer(status, headers, body.to_owned())).await
}

#[tokio::test]
async fn a_code_is_sent_as_the_first_provider_wants_it() {
    let (first, second) = (answering(201, "", TAKEN).await, answering(200, "", PUBLISHED).await);
    let texts = chain(first.address().port(), second.address().port());
    let sent = texts.send(&code()).await.unwrap();
    assert_eq!(
        (sent.provider.as_ref(), sent.reference.as_deref()),
        ("sms.twilio", Some("SM0123456789"))
    );
    let asked = &first.asked()[0];
    assert_eq!(asked.line, "POST /2010-04-01/Accounts/AC0123/Messages.json HTTP/1.1");
    assert_eq!(asked.header("authorization"), Some("Basic QUMwMTIzOmh1bnRlcjI="));
    assert_eq!(
        asked.body,
        "To=%2B4915123456789&From=%2B15005550006&Body=Your%20code%20is%20123456."
    );
    assert_eq!(second.asked().len(), 0);
}

#[tokio::test]
async fn the_second_provider_sends_the_same_code_signed() {
    let (first, second) = (answering(500, "", "{}").await, answering(200, "", PUBLISHED).await);
    let texts = chain(first.address().port(), second.address().port());
    let sent = texts.send(&code()).await.unwrap();
    assert_eq!((sent.provider.as_ref(), sent.reference.as_deref()), ("sms.sns", Some("1-2-3")));
    assert_eq!(first.asked().len(), 1, "no provider is asked twice for one message");
    let asked = &second.asked()[0];
    assert!(
        asked.body.contains("&PhoneNumber=%2B4915123456789&Message=Your%20code%20is%20123456.&")
    );
    let authorization = asked.header("authorization").unwrap();
    assert!(
        authorization.contains(
            "/eu-central-1/sns/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
        )
    );
    assert!(asked.header("x-amz-date").is_some());
}

#[tokio::test]
async fn a_number_that_is_wrong_is_refused_by_the_first_alone() {
    for (code_of, refusal) in [
        (r#"{"code": 21211, "message": "+4915123456789 is no number"}"#, Refusal::Recipient),
        (r#"{"code": 21266, "message": "to is from"}"#, Refusal::Recipient),
        (r#"{"code": 21268, "message": "premium"}"#, Refusal::Recipient),
        (r#"{"code": 21610, "message": "stopped"}"#, Refusal::Unsubscribed),
        (r#"{"code": 21617, "message": "too long"}"#, Refusal::Content),
    ] {
        let (first, second) =
            (answering(400, "", code_of).await, answering(200, "", PUBLISHED).await);
        let texts = chain(first.address().port(), second.address().port());
        for _ in 0..8 {
            let error = texts.send(&code()).await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains("49151"), "{error:?}");
            let NotSent::Refused { refusal: found, .. } = error else { panic!("{error}") };
            assert_eq!(found, refusal);
        }
        assert_eq!(second.asked().len(), 0);
        assert_eq!(texts.circuits().next().unwrap().state(), State::Closed);
    }
}

#[tokio::test]
async fn a_refused_account_is_asked_once_and_the_next_stands_in() {
    for (status, body) in [
        (401, r#"{"code": 20003}"#),
        (400, r#"{"code": 21606}"#),
        (400, r#"{"code": 21660}"#),
        (403, "<html>"),
    ] {
        let (first, second) =
            (answering(status, "", body).await, answering(200, "", PUBLISHED).await);
        let texts = chain(first.address().port(), second.address().port());
        for _ in 0..3 {
            texts.send(&code()).await.unwrap();
        }
        assert_eq!((first.asked().len(), second.asked().len()), (1, 3), "{status}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_one_number_stops_the_codes_of_nobody_else() {
    // Numbers that an account on trial does not know, a country that is not open, and a reason that nobody here knows.
    for (status, body) in [
        (400, r#"{"code": 21219}"#),
        (400, r#"{"code": 21608}"#),
        (403, r#"{"code": 21408}"#),
        (400, r#"{"code": 21999}"#),
        (404, r#"{"code": 29999}"#),
    ] {
        let (first, second) =
            (answering(status, "", body).await, answering(200, "", PUBLISHED).await);
        let texts = chain(first.address().port(), second.address().port());
        for _ in 0..12 {
            assert_eq!(texts.send(&code()).await.unwrap().provider.as_ref(), "sms.sns", "{body}");
        }
        assert_eq!((first.asked().len(), second.asked().len()), (12, 12), "{body}");
        assert_eq!(texts.circuits().next().unwrap().state(), State::Closed, "{body}");
    }
}

#[tokio::test]
async fn a_page_of_somebody_in_between_is_no_verdict_on_a_number() {
    let (first, second) = (answering(400, "", "<html>").await, answering(200, "", PUBLISHED).await);
    let texts = chain(first.address().port(), second.address().port());
    for _ in 0..10 {
        assert_eq!(texts.send(&code()).await.unwrap().provider.as_ref(), "sms.sns");
    }
    assert_eq!(first.asked().len(), 5, "it counts, and its circuit opens");
}

#[tokio::test]
async fn amazon_is_left_alone_for_its_account_and_not_for_one_message() {
    for (code_of, asked, state) in [
        ("SignatureDoesNotMatch", 1, State::Open),
        ("InvalidClientTokenId", 1, State::Open),
        ("ValidationException", 8, State::Closed),
        ("NotFound", 8, State::Closed),
    ] {
        let body = format!("<ErrorResponse><Error><Code>{code_of}</Code></Error></ErrorResponse>");
        let provider = Provider::plain(move |_| Reply::Answer(400, "", body.clone())).await;
        let texts = Texts::new(Arc::new(SystemClock));
        let texts = texts.guarded(sns(provider.address().port()), &patient()).unwrap();
        for _ in 0..8 {
            let error = texts.send(&code()).await.unwrap_err();
            assert!(matches!(error, NotSent::Unavailable { .. }), "{code_of}: {error}");
        }
        assert_eq!(provider.asked().len(), asked, "{code_of}");
        assert_eq!(texts.circuits().next().unwrap().state(), state, "{code_of}");
    }
}

#[tokio::test]
async fn a_provider_that_is_overrun_is_left_alone_for_as_long_as_it_asks() {
    let first = answering(429, "retry-after: 60\r\n", r#"{"code": 20429}"#).await;
    let second = answering(200, "", PUBLISHED).await;
    let texts = chain(first.address().port(), second.address().port());
    for _ in 0..5 {
        texts.send(&code()).await.unwrap();
    }
    assert_eq!((first.asked().len(), second.asked().len()), (1, 5));
    let snapshot = texts.circuits().next().unwrap().snapshot();
    assert_eq!((snapshot.state, snapshot.totals.failed), (State::Closed, 0), "it is not broken");
    assert!(snapshot.wait.unwrap() > Duration::from_secs(55));
}

#[tokio::test]
async fn a_success_without_a_message_is_none() {
    for body in ["<html>Welcome to the hotel</html>", "{}", r#"{"sid": ""}"#, r#"{"sid": "a b"}"#] {
        let (first, second) = (answering(200, "", body).await, answering(200, "", PUBLISHED).await);
        let texts = chain(first.address().port(), second.address().port());
        let sent = texts.send(&code()).await;
        assert_eq!(sent.unwrap().provider.as_ref(), "sms.sns", "{body}");
    }
}

#[tokio::test]
async fn amazon_says_what_is_wrong_in_its_own_words() {
    let error = |code: &str| {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>"
        )
    };
    for (status, code_of, refused) in [
        (400, "InvalidParameter", Some(Refusal::Recipient)),
        (400, "OptedOut", Some(Refusal::Unsubscribed)),
        (400, "Throttling", None),
        (403, "SignatureDoesNotMatch", None),
        (400, "InvalidClientTokenId", None),
        (500, "InternalError", None),
    ] {
        let body = error(code_of);
        let provider = Provider::plain(move |_| Reply::Answer(status, "", body.clone())).await;
        let texts = Texts::new(Arc::new(SystemClock));
        let texts = texts.guarded(sns(provider.address().port()), &patient()).unwrap();
        match (texts.send(&code()).await.unwrap_err(), refused) {
            (NotSent::Refused { refusal, .. }, Some(expected)) => assert_eq!(refusal, expected),
            (NotSent::Unavailable { attempts }, None) => {
                assert!(attempts[0].1.contains(code_of), "{attempts:?}");
            }
            (other, _) => panic!("{code_of}: {other}"),
        }
    }
}

#[tokio::test]
async fn a_provider_that_hangs_delays_few_codes_and_none_by_much() {
    let (silent, second) =
        (Provider::plain(|_| Reply::Silence).await, answering(200, "", PUBLISHED).await);
    let texts = guarded(silent.address().port(), second.address().port(), &hasty());
    let mut times = Vec::new();
    for _ in 0..30 {
        let begun = Instant::now();
        assert_eq!(texts.send(&code()).await.unwrap().provider.as_ref(), "sms.sns");
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    // The layers wait for a twentieth of the usual time: 6 seconds are 300 ms.
    assert!(times[15] < Duration::from_millis(300), "median {:?}", times[15]);
    assert_eq!(silent.asked().len(), 5, "its circuit opened");
    assert_eq!(texts.circuits().next().unwrap().state(), State::Open);
    assert_eq!(second.asked().len(), 30, "each code was sent, and once");
}

#[tokio::test]
async fn two_dead_providers_are_said_as_such_and_soon() {
    let provider = answering(200, "", PUBLISHED).await;
    let (first, second) =
        (Proxy::before(provider.address()).await, Proxy::before(provider.address()).await);
    first.set(Weather::BlackHole);
    second.set(Weather::Reset);
    let texts = guarded(first.address().port(), second.address().port(), &hasty());
    let begun = Instant::now();
    let error = texts.send(&code()).await.unwrap_err();
    let NotSent::Unavailable { attempts } = &error else { panic!("{error}") };
    assert_eq!(attempts.len(), 2);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_calls_into_a_black_hole_stay_few_and_short() {
    let provider = answering(200, "", PUBLISHED).await;
    let hole = Proxy::before(provider.address()).await;
    hole.set(Weather::BlackHole);
    let texts = Texts::new(Arc::new(SystemClock));
    let texts = Arc::new(texts.guarded(twilio(hole.address().port()), &hasty()).unwrap());
    let begun = Instant::now();
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let texts = Arc::clone(&texts);
            tokio::spawn(async move { texts.send(&code()).await })
        })
        .collect();
    for call in calls {
        let result = call.await.unwrap();
        assert!(matches!(result, Err(NotSent::Unavailable { .. })), "{result:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(hole.connections() <= 32, "{} connections", hole.connections());
    let snapshot = texts.circuits().next().unwrap().snapshot();
    assert_eq!((snapshot.state, snapshot.in_flight), (State::Open, 0));
}
