//! Which addresses are asked, and what is read out of an answer?

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use chrono::DateTime;
use hyper::header::{HeaderMap, HeaderValue};

use super::address::is_public;
use super::connection::judge;
use super::{
    Client, ClientSettings, HttpError, PlainHttp, PrivateAddresses, Request, Response, Url,
    UrlError,
};
use crate::services::resilience::{Classify, Fault};

#[test]
fn addresses_of_our_own_networks_are_not_public() {
    for address in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "100::1",
    ] {
        let parsed: IpAddr = address.parse().unwrap();
        assert!(!is_public(parsed), "{address}");
    }
}

#[test]
fn addresses_of_the_world_are_public() {
    for address in [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.254",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ] {
        let parsed: IpAddr = address.parse().unwrap();
        assert!(is_public(parsed), "{address}");
    }
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

#[test]
fn an_address_is_what_every_program_reads_it_as() {
    let read = url("https://API.Example.com./a?b=c");
    assert_eq!((read.host(), read.port(), read.target()), ("api.example.com", 443, "/a?b=c"));
    assert_eq!(url("http://[::1]:8080").authority(), "[::1]:8080");
    assert_eq!(url("https://a:443/").authority(), "a");
    for (text, error) in [
        ("", UrlError::Form),
        ("/path", UrlError::Form),
        ("example.com", UrlError::Form),
        ("https://", UrlError::Form),
        ("https:///path", UrlError::Form),
        ("https://a b/", UrlError::Form),
        ("https://a\r\nb/", UrlError::Form),
        ("https://good.example\\@evil.example/", UrlError::Form),
        ("https://good.example/#@evil.example", UrlError::Form),
        ("https://a:99999/", UrlError::Form),
        ("https://a:/", UrlError::Form),
        ("ftp://a/", UrlError::Scheme),
        ("file:///etc/passwd", UrlError::Form),
        ("gopher://a/", UrlError::Scheme),
        ("https://user@a/", UrlError::UserInfo),
        ("https://good.example:x@evil.example/", UrlError::UserInfo),
    ] {
        assert_eq!(text.parse::<Url>(), Err(error), "{text:?}");
    }
}

#[test]
fn only_hosts_that_were_named_are_asked_and_only_at_their_port() {
    let settings = ClientSettings {
        hosts: vec!["api.example.com".into(), "Gate.example:8443".into()],
        ..ClientSettings::default()
    };
    for named in
        ["https://api.example.com/x", "https://API.EXAMPLE.COM", "https://gate.example:8443/"]
    {
        settings.check(&url(named)).unwrap();
    }
    for other in [
        "https://api.example.com:8443/",
        "https://gate.example/",
        "https://example.com/",
        "https://api.example.com.evil.example/",
        "https://xapi.example.com/",
        "https://127.0.0.1/",
    ] {
        let error = settings.check(&url(other)).unwrap_err();
        assert!(matches!(error, HttpError::Host { .. }), "{other}: {error}");
        assert_eq!(error.fault(), Fault::Credentials, "an operator has to act");
    }
    let plain = settings.check(&url("http://api.example.com/")).unwrap_err();
    assert!(matches!(plain, HttpError::Plain { .. }));
}

#[test]
fn a_name_that_leads_inside_is_not_asked() {
    let found = |list: &[&str]| -> Vec<SocketAddr> {
        list.iter().map(|address| address.parse().unwrap()).collect()
    };
    let settings = ClientSettings::for_host("a");
    let secure = url("https://a/");
    judge(&secure, &settings, found(&["8.8.8.8:443", "[2606:4700::1111]:443"])).unwrap();
    for inside in [&["10.0.0.1:443"][..], &["8.8.8.8:443", "127.0.0.1:443"], &["[::1]:443"]] {
        let error = judge(&secure, &settings, found(inside)).unwrap_err();
        assert!(matches!(error, HttpError::Private { .. }), "{inside:?}");
    }
    assert!(matches!(judge(&secure, &settings, vec![]), Err(HttpError::Resolve { .. })));

    let allowed = ClientSettings {
        private: PrivateAddresses::Allowed,
        plain: PlainHttp::OnLoopback,
        ..settings
    };
    judge(&secure, &allowed, found(&["10.0.0.1:443"])).unwrap();
    judge(&url("http://a/"), &allowed, found(&["127.0.0.1:80", "[::1]:80"])).unwrap();
    let plain = judge(&url("http://a/"), &allowed, found(&["10.0.0.1:80"])).unwrap_err();
    assert!(matches!(plain, HttpError::Plain { .. }), "plain stays on this machine");
}

#[tokio::test]
async fn names_of_this_machine_are_refused_however_they_are_written() {
    for host in ["localhost", "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "0"] {
        let client = Client::new(ClientSettings::for_host(host)).unwrap();
        let request = Request::get(&format!("https://{host}/latest/meta-data")).unwrap();
        let error = client.send(request).await.unwrap_err();
        let refused = matches!(error, HttpError::Private { .. } | HttpError::Resolve { .. });
        assert!(refused, "{host}: {error:?}");
    }
}

#[test]
fn a_header_cannot_be_smuggled_in() {
    let request = || Request::get("https://a/").unwrap();
    assert!(request().header("x-key", "a\r\nx-other: b").is_err());
    assert!(request().header("x key", "a").is_err());
    let wire = request().header("Host", "evil.example").unwrap().into_wire().unwrap();
    assert_eq!(wire.headers().get("host").unwrap(), "a");
}

#[test]
fn the_fields_of_a_form_stay_fields() {
    let request = Request::post_form("https://a/", &[("To", "+49 1&x=y"), ("Body", "ü=\r\n%")]);
    assert_eq!(request.unwrap().body(), b"To=%2B49%201%26x%3Dy&Body=%C3%BC%3D%0D%0A%25");
}

#[test]
fn nothing_of_a_request_is_printed_but_where_it_goes() {
    let request = Request::post_form("https://a/accounts/AC1?k=secret", &[("Body", "secret")])
        .and_then(|request| request.header("authorization", "secret"));
    let printed = format!("{:?}", request.unwrap());
    assert!(
        printed.contains("https://a") && !printed.contains("secret") && !printed.contains("AC1")
    );
}

fn answer(status: u16, retry_after: Option<&str>) -> Response {
    let mut headers = HeaderMap::new();
    if let Some(value) = retry_after {
        headers.insert("retry-after", HeaderValue::from_str(value).unwrap());
    }
    Response::new(status, headers, Vec::new())
}

#[test]
fn a_status_says_whose_fault_it_is() {
    let now = DateTime::parse_from_rfc3339("2026-11-20T08:49:37Z").unwrap().to_utc();
    let fault = |status, header| answer(status, header).fault(now);
    let after = |seconds| Some(Fault::Throttled { wait: Some(Duration::from_secs(seconds)) });
    assert_eq!(fault(200, None), None);
    assert_eq!(fault(201, None), None);
    assert_eq!(fault(400, None), Some(Fault::Caller));
    assert_eq!(fault(404, None), Some(Fault::Caller));
    assert_eq!(fault(401, None), Some(Fault::Credentials));
    assert_eq!(fault(403, None), Some(Fault::Credentials));
    assert_eq!(fault(408, None), Some(Fault::Service));
    assert_eq!(fault(500, None), Some(Fault::Service));
    assert_eq!(fault(503, Some("5")), Some(Fault::Service));
    assert_eq!(fault(429, None), Some(Fault::Throttled { wait: None }));
    assert_eq!(fault(429, Some(" 12 ")), after(12));
    assert_eq!(fault(429, Some("Fri, 20 Nov 2026 08:50:37 GMT")), after(60));
    assert_eq!(fault(429, Some("Fri, 20 Nov 2026 08:00:00 GMT")), after(0));
    assert_eq!(fault(429, Some("-1")), Some(Fault::Throttled { wait: None }));
    assert_eq!(fault(429, Some("soon")), Some(Fault::Throttled { wait: None }));
}

#[test]
fn certificates_that_are_none_are_refused() {
    let roots = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec();
    let settings = ClientSettings { roots, ..ClientSettings::default() };
    assert!(matches!(Client::new(settings), Err(HttpError::Roots)));
}
