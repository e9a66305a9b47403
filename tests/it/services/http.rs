//! Does the HTTP client end everything that it begins, and go nowhere else?

use std::time::{Duration, Instant};

use fab::services::http::{Client, ClientSettings, HttpError, Request, Response};
use fab_tests::provider::{Provider, Reply};
use fab_tests::proxy::{Proxy, Weather};

use super::client;

async fn ask(settings: ClientSettings, url: &str) -> Result<Response, HttpError> {
    Client::new(settings).unwrap().send(Request::get(url).unwrap()).await
}

/// Gives up soon where a test waits for just that.
fn settings(port: u16, expected: &str) -> ClientSettings {
    let deadline = Duration::from_millis(if expected == "Deadline" { 200 } else { 20_000 });
    ClientSettings { deadline, connect_deadline: deadline, largest_answer: 10_000, ..client(port) }
}

#[tokio::test]
async fn an_answer_arrives_over_tls() {
    let provider = Provider::tls(|_| Reply::Answer(200, "x-a: b\r\n", "hello".to_owned())).await;
    let port = provider.address().port();
    for host in ["localhost", "127.0.0.1"] {
        let answer = ask(client(port), &format!("https://{host}:{port}/a?b=c")).await.unwrap();
        assert_eq!(
            (answer.status(), answer.text(), answer.header("x-a")),
            (200, Some("hello"), Some("b"))
        );
    }
    let asked = provider.asked();
    assert_eq!(asked[0].line, "GET /a?b=c HTTP/1.1");
    assert_eq!(asked[0].header("host"), Some(format!("localhost:{port}").as_str()));
    assert_eq!(asked[0].header("user-agent"), Some("fab"));
    assert_eq!(asked[0].header("cookie"), None);
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_is_not_asked() {
    let provider = Provider::tls(|_| Reply::Answer(200, "", String::new())).await;
    let port = provider.address().port();
    let settings = ClientSettings { roots: Vec::new(), ..client(port) };
    let error = ask(settings, &format!("https://localhost:{port}/")).await.unwrap_err();
    assert!(matches!(error, HttpError::Connect { .. }), "{error:?}");
    assert_eq!(provider.asked().len(), 0);
}

#[tokio::test]
async fn nobody_on_this_machine_is_asked_unless_it_is_allowed() {
    let provider = Provider::tls(|_| Reply::Answer(200, "", String::new())).await;
    let port = provider.address().port();
    let settings = ClientSettings {
        private: fab::services::http::PrivateAddresses::default(),
        ..client(port)
    };
    for host in ["localhost", "127.0.0.1"] {
        let error = ask(settings.clone(), &format!("https://{host}:{port}/")).await.unwrap_err();
        assert!(matches!(error, HttpError::Private { .. }), "{error:?}");
    }
    assert_eq!(provider.asked().len(), 0);
}

#[tokio::test]
async fn redirections_are_not_followed() {
    let provider = Provider::plain(|asked| {
        if asked.line.contains("/secret") {
            return Reply::Answer(200, "", "secret".to_owned());
        }
        Reply::Answer(302, "location: /secret\r\n", String::new())
    });
    let provider = provider.await;
    let port = provider.address().port();
    let error = ask(client(port), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert!(matches!(error, HttpError::Redirected { status: 302, .. }), "{error:?}");
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test]
async fn whatever_a_server_does_ends_soon_and_with_a_reason() {
    let raw = |text: &str| Reply::Raw(text.as_bytes().to_vec());
    let headers =
        format!("HTTP/1.1 200 OK\r\n{}\r\n", format!("x: {}\r\n", "y".repeat(1000)).repeat(200));
    let cases = [
        (Reply::Silence, "Deadline"),
        (Reply::Endless, "TooLarge"),
        (Reply::Answer(200, "", "x".repeat(10_001)), "TooLarge"),
        (Reply::Answer(200, "content-encoding: gzip\r\n", "x".to_owned()), "Protocol"),
        (raw(""), "Protocol"),
        (raw("220 smtp.example.com ESMTP\r\n"), "Protocol"),
        (raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort"), "Protocol"),
        (raw(&headers), "Protocol"),
    ];
    for (reply, expected) in cases {
        let shown = format!("{reply:?}").chars().take(60).collect::<String>();
        let provider = Provider::plain(move |_| reply.clone()).await;
        let port = provider.address().port();
        let begun = Instant::now();
        let error =
            ask(settings(port, expected), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{shown}: {error:?}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{shown}");
    }
}

#[tokio::test]
async fn a_bad_network_ends_soon_and_with_a_reason() {
    let provider = Provider::plain(|_| Reply::Answer(200, "", "hello".to_owned())).await;
    let proxy = Proxy::before(provider.address()).await;
    let port = proxy.address().port();
    let url = format!("http://127.0.0.1:{port}/");
    for (weather, expected) in [
        (Weather::Reset, "Protocol"),
        (Weather::BlackHole, "Deadline"),
        (Weather::Drip(Duration::from_millis(20)), "Deadline"),
        (Weather::Latency(Duration::from_millis(500)), "Deadline"),
        (Weather::CutAfter(10), "Protocol"),
        (Weather::CutAfter(40), "Protocol"),
    ] {
        proxy.set(weather);
        let error = ask(settings(port, expected), &url).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{weather:?}: {error:?}");
    }
    proxy.set(Weather::Fair);
    assert_eq!(ask(client(port), &url).await.unwrap().text(), Some("hello"));
    assert_eq!(proxy.connections(), 7);
}

#[tokio::test]
async fn a_server_without_tls_on_a_port_of_tls_is_not_waited_for() {
    let provider = Provider::plain(|_| Reply::Silence).await;
    let port = provider.address().port();
    let error =
        ask(settings(port, "Deadline"), &format!("https://localhost:{port}/")).await.unwrap_err();
    assert!(matches!(error, HttpError::Deadline { .. } | HttpError::Connect { .. }), "{error:?}");
}

#[tokio::test]
async fn an_error_says_nothing_of_what_was_asked() {
    let provider = Provider::plain(|_| Reply::Silence).await;
    let port = provider.address().port();
    let url = format!("http://127.0.0.1:{port}/accounts/AC4711?token=hunter2");
    let error = ask(settings(port, "Deadline"), &url).await.unwrap_err();
    let said = format!("{error} {error:?}");
    assert!(!said.contains("hunter2") && !said.contains("AC4711"), "{said}");
}
