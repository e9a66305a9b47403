//! What comes back from a provider: is it what was sent, and is it true?

use std::time::Duration;

use fab::security::{AuditEvent, ElsewhereError, Outcome};
use fab_tests::issuer::{Issuer, Script, base64url};
use fab_tests::provider::Reply;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::super::house::{House, at_once, each_house};
use super::{NOW, Place, provider, refused};

async fn place(house: House) -> (Place, Issuer) {
    let (issuer, other) = (Issuer::start(NOW).await, Issuer::start(NOW).await);
    let providers = vec![provider(&house, "acme", &issuer), provider(&house, "other", &other)];
    (Place::new(house, providers), issuer)
}

#[tokio::test]
async fn somebody_departs_with_a_challenge_and_a_nonce_and_is_the_same_person_every_time() {
    each_house(async |house| {
        let (place, issuer) = place(house).await;
        let away = place.depart("acme").await;
        for part in ["response_type=code", "client_id=fab", "code_challenge_method=S256"] {
            assert!(away.url.contains(part), "{}", away.url);
        }
        assert!(away.url.starts_with(&format!("{}/authorize?", issuer.url())), "{}", away.url);
        assert!(away.url.contains("scope=openid+profile+email"), "{}", away.url);
        issuer.tell(|script| script.claims = json!({"nonce": away.nonce}));
        let arrived = place.arrive("acme", &away).await.unwrap();
        assert_eq!(arrived.next, "/customers");
        assert!(arrived.opened.session.is_full());
        assert_eq!(arrived.opened.session.username(), "jane");
        let asked = issuer.asked();
        let token = asked.iter().find(|asked| asked.line.starts_with("POST /token ")).unwrap();
        let verifier = token.body.split('&').find_map(|pair| pair.strip_prefix("code_verifier="));
        let challenge = base64url(digest(&SHA256, verifier.unwrap().as_bytes()).as_ref());
        assert!(away.url.contains(&format!("code_challenge={challenge}")), "{}", away.url);
        assert!(token.header("authorization").unwrap().starts_with("Basic "));

        let again = place.sign_in("acme", &issuer, json!({"preferred_username": "janet"})).await;
        assert_eq!(again.unwrap().opened.session.user(), arrived.opened.session.user());
        let events: Vec<AuditEvent> =
            place.house.entries().await.into_iter().map(|entry| entry.event).collect();
        assert_eq!(
            events,
            [
                AuditEvent::UserAdded,
                AuditEvent::IdentityLinked,
                AuditEvent::SignInOk,
                AuditEvent::SignInOk
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn at22_a_state_counts_once_for_ten_minutes_in_its_own_browser_at_its_own_provider() {
    each_house(async |house| {
        let (place, issuer) = place(house).await;
        let (mine, theirs) = (place.depart("acme").await, place.depart("acme").await);
        let stale = |result| assert_eq!(refused(result), ElsewhereError::Stale);
        for state in ["", "x", &"A".repeat(43)] {
            let forged = super::Away { state: state.to_owned(), ..mine.clone() };
            stale(place.arrive("acme", &forged).await);
        }
        for browser in ["", &"A".repeat(43), theirs.browser.as_str()] {
            let foreign = super::Away { browser: browser.to_owned(), ..mine.clone() };
            stale(place.arrive("acme", &foreign).await);
        }
        stale(place.arrive("other", &mine).await);
        issuer.tell(|script| script.claims = json!({"nonce": mine.nonce}));
        place.arrive("acme", &mine).await.unwrap();
        stale(place.arrive("acme", &mine).await);
        place.house.clock.advance(601);
        stale(place.arrive("acme", &theirs).await);
        let last = place.house.entries().await.pop().unwrap();
        assert_eq!((last.event, last.outcome), (AuditEvent::SignInFailed, Outcome::Refused));
        assert!(last.facts.contains("\"reason\":\"state\""), "{}", last.facts);
        place.security.sweep_expired().await.unwrap();
        assert_eq!(place.house.number("SELECT COUNT(*) FROM fab_departures").await, 0);
    })
    .await;
}

#[tokio::test]
async fn at22_of_many_who_bring_the_same_state_at_once_one_gets_in() {
    each_house(async |house| {
        let (place, issuer) = place(house).await;
        let away = place.depart("acme").await;
        issuer.tell(|script| script.claims = json!({"nonce": away.nonce}));
        let place = std::sync::Arc::new(place);
        let results = at_once(8, |_| {
            let (place, away) = (std::sync::Arc::clone(&place), away.clone());
            async move { place.arrive("acme", &away).await.is_ok() }
        });
        assert_eq!(results.await.into_iter().filter(|in_| *in_).count(), 1);
    })
    .await;
}

/// Takes the signature off, as `none` would have it.
fn unsigned(token: &str) -> String {
    let mut parts = token.split('.');
    let (_, claims) = (parts.next(), parts.next().unwrap());
    format!("{}.{claims}.", base64url(br#"{"alg":"none"}"#))
}

/// Signs with the secret of the client, which is no key of the provider's.
fn symmetric(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    let signed = format!("{}.{claims}", base64url(br#"{"alg":"HS256"}"#));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"hunter2");
    let tag = ring::hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", base64url(tag.as_ref()))
}

/// Another subject under the same signature.
fn altered(token: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let claims = parts[1].replacen(&parts[1][10..14], "AAAA", 1);
    format!("{}.{claims}.{}", parts[0], parts[2])
}

fn cut(token: &str) -> String {
    token[..token.len() - 10].to_owned()
}

type Lie = (&'static str, fn(&mut Script), &'static [&'static str]);

const LIES: &[Lie] = &[
    ("another nonce", |s| s.claims["nonce"] = json!("x"), &["nonce"]),
    ("no nonce", |s| s.claims["nonce"] = Value::Null, &["nonce"]),
    ("no signature", |s| s.spoil = unsigned, &["signature", "form"]),
    ("the client's secret", |s| s.spoil = symmetric, &["signature"]),
    ("altered claims", |s| s.spoil = altered, &["signature", "form"]),
    ("a cut signature", |s| s.spoil = cut, &["signature", "form"]),
    ("no token at all", |s| s.spoil = |_| String::new(), &["form", "missing"]),
    ("another key", |s| s.foreign_key = true, &["signature"]),
    ("an unknown key", |s| s.header["kid"] = json!("two"), &["signature"]),
    ("another audience", |s| s.claims["aud"] = json!("shop"), &["audience"]),
    ("a further audience", |s| s.claims["aud"] = json!(["fab", "shop"]), &["audience"]),
    ("another party", |s| s.claims["azp"] = json!("shop"), &["audience"]),
    ("another issuer", |s| s.claims["iss"] = json!("https://evil.example"), &["issuer"]),
    ("expired", |s| s.claims["exp"] = json!(NOW - 1), &["expired"]),
    ("of the future", |s| s.claims["iat"] = json!(NOW + 3600), &["expired", "claims"]),
    ("no subject", |s| s.claims["sub"] = Value::Null, &["form"]),
];

#[tokio::test]
async fn at22_a_token_that_is_not_true_opens_nothing() {
    let db = fab::testing::TestDb::sqlite().await.unwrap();
    let (place, issuer) = place(House::new(db).await).await;
    for (name, lie, reasons) in LIES {
        let away = place.depart("acme").await;
        issuer.tell(|script| {
            *script = Script::default();
            script.claims = json!({"nonce": away.nonce});
            lie(script);
        });
        let error = refused(place.arrive("acme", &away).await);
        assert_eq!(error, ElsewhereError::NotBelieved, "{name}");
        let last = place.house.entries().await.pop().unwrap();
        let known = |reason: &&str| last.facts.contains(&format!("\"reason\":\"{reason}\""));
        assert!(reasons.iter().any(known), "{name}: {}", last.facts);
        assert_eq!(place.house.number("SELECT COUNT(*) FROM fab_sessions").await, 0, "{name}");
        assert_eq!(place.house.number("SELECT COUNT(*) FROM fab_users").await, 0, "{name}");
    }
    issuer.tell(|script| *script = Script::default());
    place.sign_in("acme", &issuer, json!({})).await.unwrap();
}

#[tokio::test]
async fn at22_who_comes_back_without_a_code_is_not_let_in_and_the_state_is_gone() {
    let db = fab::testing::TestDb::sqlite().await.unwrap();
    let (place, issuer) = place(House::new(db).await).await;
    let away = place.depart("acme").await;
    let back = fab::security::Back {
        state: &away.state,
        browser: &away.browser,
        code: None,
        redirect: super::REDIRECT,
        device: None,
    };
    let peer = super::client("192.0.2.1");
    assert_eq!(refused(place.security.arrive("acme", back, &peer).await), ElsewhereError::Declined);
    issuer.tell(|script| script.claims = json!({"nonce": away.nonce}));
    assert_eq!(refused(place.arrive("acme", &away).await), ElsewhereError::Stale);
    let asked = issuer.asked();
    assert!(!asked.iter().any(|asked| asked.line.starts_with("POST")), "{asked:?}");
}

#[tokio::test]
async fn at52_a_provider_leads_us_nowhere_else() {
    let db = fab::testing::TestDb::sqlite().await.unwrap();
    let (place, issuer) = place(House::new(db).await).await;
    let inside = fab_tests::provider::Provider::plain(|_| Reply::Silence).await;
    let target = format!("http://{}/x", inside.address());
    let changes = [
        json!({"jwks_uri": target}),
        json!({"jwks_uri": "file:///etc/passwd"}),
        json!({"authorization_endpoint": target}),
        json!({"authorization_endpoint": "javascript:alert(1)"}),
        json!({"issuer": "https://evil.example"}),
    ];
    for change in changes {
        issuer.tell(|script| script.document = change.clone());
        let gone = place.security.depart("acme", super::REDIRECT, "/", &super::client("::1")).await;
        assert!(gone.is_err(), "{change}");
    }
    let location = "location: http://169.254.169.254/\r\n";
    for path in ["/.well-known/openid-configuration", "/keys"] {
        issuer.tell(|script| {
            *script = Script::default();
            script.instead = Some((path, Reply::Answer(302, location, String::new())));
        });
        let gone = place.security.depart("acme", super::REDIRECT, "/", &super::client("::1")).await;
        assert!(gone.is_err(), "{path}");
    }
    assert!(inside.asked().is_empty());
}

#[tokio::test]
async fn at52_the_code_goes_to_nobody_else() {
    let db = fab::testing::TestDb::sqlite().await.unwrap();
    let (place, issuer) = place(House::new(db).await).await;
    let inside = fab_tests::provider::Provider::plain(|_| Reply::Silence).await;
    let away = place.depart("acme").await;
    let token = format!("http://{}/token", inside.address());
    issuer.tell(|script| script.document = json!({"token_endpoint": token}));
    assert_eq!(refused(place.arrive("acme", &away).await), ElsewhereError::Unreachable);
    assert!(inside.asked().is_empty());
}

#[tokio::test]
async fn at57_a_provider_that_is_down_costs_little_and_lets_nobody_in() {
    let db = fab::testing::TestDb::sqlite().await.unwrap();
    let (place, issuer) = place(House::new(db).await).await;
    place.house.admin("anna").await;
    let broken = Reply::Answer(500, "", String::new());
    issuer.tell(|s| s.instead = Some(("/.well-known/openid-configuration", broken)));
    let peer = super::client("192.0.2.9");
    for _ in 0..30 {
        let gone = place.security.depart("acme", super::REDIRECT, "/", &peer).await;
        assert!(gone.is_err());
    }
    let asked = issuer.asked().len();
    let began = std::time::Instant::now();
    assert!(place.security.depart("acme", super::REDIRECT, "/", &peer).await.is_err());
    assert_eq!(issuer.asked().len(), asked, "its circuit is open");
    assert!(began.elapsed() < Duration::from_secs(1));
    place.house.login("anna", super::super::house::GOOD).await.unwrap();
}
