//! Is a key management service asked as it wants, and does everything that it does instead of an answer end?

use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fab::clock::{Clock as _, SystemClock};
use fab::crypto::keys::{KeyId, KeyState, Purpose, WrapError, WrappedKey};
use fab::secret::Secret;
use fab::services::http::HttpError;
use fab::services::kms::{KmsCredentials, KmsError, KmsKey, KmsSettings};
use fab::services::resilience::{CallError, GuardSettings, RetrySettings, State};
use fab_tests::provider::{Provider, Reply};

use super::{hasty, patient};

const CONTEXT: [(&str, &str); 2] = [("fab:key", "7"), ("fab:purpose", "fields")];

/// A key whose calls are repeated once, soon.
fn key(provider: &Provider, guard: GuardSettings) -> KmsKey {
    let credentials = KmsCredentials::new("AKIDEXAMPLE", Secret::new("hunter2".to_owned()))
        .with_session(Secret::new("hunter3".to_owned()));
    let settings = KmsSettings::new("alias/fab", "eu-central-1", credentials);
    let mut settings = settings.at(&format!("http://{}", provider.address())).unwrap();
    let retry =
        RetrySettings { times: 1, pause: Duration::from_millis(5), ..RetrySettings::default() };
    settings.guard = GuardSettings { retry, ..guard };
    KmsKey::new(settings, Arc::new(SystemClock)).unwrap()
}

fn json(status: u16, body: &str) -> Reply {
    Reply::Answer(status, "content-type: application/x-amz-json-1.1\r\n", body.to_owned())
}

#[tokio::test]
async fn a_key_is_asked_with_its_context_and_a_signature_over_everything() {
    let provider = Provider::plain(|asked| match asked.header("x-amz-target") {
        Some("TrentService.Encrypt") => json(200, r#"{"CiphertextBlob":"d3JhcHBlZA=="}"#),
        _ => json(200, r#"{"Plaintext":"cGxhaW4=","KeyId":"x"}"#),
    });
    let provider = provider.await;
    let key = key(&provider, patient());
    assert_eq!(key.encrypt(&CONTEXT, b"plain").await.unwrap(), b"wrapped");
    assert_eq!(*key.decrypt(&CONTEXT, b"wrapped").await.unwrap(), b"plain");
    for (asked, field, sent) in [
        (&provider.asked()[0], "Plaintext", "cGxhaW4="),
        (&provider.asked()[1], "CiphertextBlob", "d3JhcHBlZA=="),
    ] {
        assert_eq!(asked.line, "POST / HTTP/1.1");
        assert_eq!(asked.header("content-type"), Some("application/x-amz-json-1.1"));
        assert_eq!(asked.header("x-amz-security-token"), Some("hunter3"));
        let signature = asked.header("authorization").unwrap();
        assert!(signature.contains("/eu-central-1/kms/aws4_request, "), "{signature}");
        let signed = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target, ";
        assert!(signature.contains(&format!("SignedHeaders={signed}")), "{signature}");
        let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
        let context = serde_json::json!({"fab:key": "7", "fab:purpose": "fields"});
        let expected =
            serde_json::json!({"KeyId": "alias/fab", "EncryptionContext": context, field: sent});
        assert_eq!(body, expected);
    }
}

#[tokio::test]
async fn a_wrong_answer_is_none() {
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "<html>",
        r#"{"Plaintext":""}"#,
        r#"{"Plaintext":"no base64"}"#,
        r#"{"Plaintext":7}"#,
        r#"{"CiphertextBlob":"d3JhcHBlZA=="}"#,
    ] {
        let provider = Provider::plain(move |_| json(200, body)).await;
        let error = key(&provider, patient()).decrypt(&CONTEXT, b"wrapped").await.unwrap_err();
        assert!(matches!(error, CallError::Failed(KmsError::Answer)), "{body}: {error:?}");
        assert_eq!(provider.asked().len(), 2, "{body}");
    }
}

#[tokio::test]
async fn an_answer_that_chance_did_not_make_is_no_key() {
    for (plaintext, bytes) in [("YWJj", 3), ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 32)] {
        let body = format!(r#"{{"Plaintext":"{plaintext}"}}"#);
        let provider = Provider::plain(move |_| json(200, &body)).await;
        let key = key(&provider, patient());
        assert_eq!(key.decrypt(&CONTEXT, b"wrapped").await.unwrap().len(), bytes);
        let record = WrappedKey {
            id: KeyId::FIRST,
            purpose: Purpose::Fields,
            state: KeyState::Active,
            wrapped: b"wrapped".to_vec(),
            wrapped_by: "kms:alias/fab".to_owned(),
            created: SystemClock.now(),
            not_after: None,
        };
        let error = record.unwrap_key(&[&key]).await.unwrap_err();
        assert!(matches!(error, WrapError::Unavailable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn only_what_may_change_is_asked_again() {
    let long = "x".repeat(20_000);
    for (status, body, code, calls) in [
        (400, r#"{"__type":"InvalidCiphertextException"}"#, "InvalidCiphertextException", 1),
        (400, r#"{"__type":"com.amazonaws.kms#NotFoundException"}"#, "NotFoundException", 1),
        (400, r#"{"__type":"AccessDeniedException","message":"hunter2"}"#, "AccessDenied", 1),
        (400, r#"{"__type":"<script>"}"#, "no reason", 1),
        (400, r#"{"__type":"ThrottlingException"}"#, "ThrottlingException", 2),
        (403, "forbidden", "no reason", 1),
        (500, r#"{"__type":"KMSInternalException"}"#, "KMSInternalException", 2),
        (503, "", "no reason", 2),
        (200, long.as_str(), "larger than", 2),
    ] {
        let reply = json(status, body);
        let provider = Provider::plain(move |_| reply.clone()).await;
        let error = key(&provider, patient()).decrypt(&CONTEXT, b"wrapped").await.unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(said.contains(code) && !said.contains("hunter"), "{status} {body}: {said}");
        let foreign = matches!(
            &error, CallError::Failed(error) if error.is_foreign_ciphertext()
        );
        assert_eq!(foreign, code == "InvalidCiphertextException", "{said}");
        assert_eq!(provider.asked().len(), calls, "{said}");
    }
}

#[tokio::test]
async fn a_service_that_hangs_is_not_waited_for_and_then_left_alone() {
    let provider = Provider::plain(|_| Reply::Silence).await;
    let key = key(&provider, hasty());
    let begun = Instant::now();
    for _ in 0..4 {
        let error = key.encrypt(&CONTEXT, b"plain").await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. } | CallError::Rejected(_)), "{error:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(key.circuit().snapshot().state, State::Open);
    let asked = provider.asked().len();
    let error = key.encrypt(&CONTEXT, b"plain").await.unwrap_err();
    assert!(matches!(error, CallError::Rejected(_)), "{error:?}");
    assert_eq!(provider.asked().len(), asked);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_named_without_the_account() {
    let provider = Provider::plain(|_| Reply::Silence).await;
    let key = key(&provider, patient());
    drop(provider);
    let error = key.encrypt(&CONTEXT, b"plain").await.unwrap_err();
    let CallError::Failed(KmsError::Http(HttpError::Connect { .. })) = &error else {
        panic!("{error:?}")
    };
    assert!(error.source().is_some());
    let said = format!("{error} {error:?}");
    assert!(said.contains("127.0.0.1") && !said.contains("AKID"), "{said}");
}
