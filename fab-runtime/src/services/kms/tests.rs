//! Which keys and addresses are taken, and whose fault is a refusal?

use std::sync::Arc;
use std::time::Duration;

use super::{KmsCredentials, KmsError, KmsKey, KmsSettings};
use crate::clock::SystemClock;
use crate::secret::Secret;
use crate::services::http::{HttpError, PlainHttp, PrivateAddresses};
use crate::services::resilience::{Classify as _, Fault};

fn settings(key: &str, region: &str) -> KmsSettings {
    let credentials = KmsCredentials::new("AKIDEXAMPLE", Secret::new("hunter2".to_owned()))
        .with_session(Secret::new("hunter3".to_owned()));
    KmsSettings::new(key, region, credentials)
}

#[test]
fn amazon_is_asked_over_tls_and_at_public_addresses_only() {
    for (region, host) in [
        ("eu-central-1", "kms.eu-central-1.amazonaws.com"),
        ("cn-north-1", "kms.cn-north-1.amazonaws.com.cn"),
    ] {
        let settings = settings("alias/fab", region);
        assert_eq!(settings.endpoint, format!("https://{host}/"));
        assert_eq!(settings.client.hosts, [host]);
        assert_eq!(settings.client.plain, PlainHttp::Refused);
        assert_eq!(settings.client.private, PrivateAddresses::Refused);
    }
}

#[test]
fn another_address_is_one_host_without_a_path() {
    let at = |endpoint| settings("alias/fab", "eu-central-1").at(endpoint);
    let own = at("https://KMS.internal:8443").unwrap();
    assert_eq!(own.endpoint, "https://kms.internal:8443/");
    assert_eq!(own.client.hosts, ["kms.internal:8443"]);
    assert!(matches!(at("https://kms.internal/path"), Err(KmsError::Endpoint)));
    assert!(matches!(at("https://kms.internal/?a=b"), Err(KmsError::Endpoint)));
    for none in ["", "kms.internal", "ftp://kms.internal", "https://user:word@kms.internal"] {
        assert!(matches!(at(none), Err(KmsError::Http(HttpError::Url(_)))), "{none}");
    }
}

#[tokio::test]
async fn another_machine_is_never_asked_without_tls() {
    let settings = settings("alias/fab", "eu-central-1").at("http://192.0.2.1").unwrap();
    let key = KmsKey::new(settings, Arc::new(SystemClock)).unwrap();
    let error = key.encrypt(&[], &[7; 32]).await.unwrap_err();
    assert_eq!(error.to_string(), "`192.0.2.1` may be asked over TLS only");
}

#[test]
fn keys_and_regions_are_plain_words() {
    let made = |key: &str, region: &str| {
        KmsKey::new(settings(key, region), Arc::new(SystemClock)).map(|key| key.name().to_owned())
    };
    let arn = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1234abcd";
    for key in ["1234abcd-12ab-34cd-56ef-1234567890ab", "alias/fab_1", arn] {
        assert_eq!(made(key, "eu-central-1").unwrap(), format!("kms:{key}"));
    }
    for key in ["", "a b", "key\"", "ä", &"a".repeat(241)] {
        assert!(matches!(made(key, "eu-central-1"), Err(KmsError::Key)), "{key}");
    }
    for region in ["", "EU", "eu.evil.example", "eu/", "eu@"] {
        assert!(matches!(made("alias/fab", region), Err(KmsError::Region)), "{region}");
    }
}

#[test]
fn whose_fault_a_refusal_is_decides_what_happens_next() {
    let wait = Some(Duration::from_secs(3));
    for (code, by_status, fault, foreign) in [
        ("InvalidCiphertextException", Fault::Caller, Fault::Caller, true),
        ("IncorrectKeyException", Fault::Caller, Fault::Caller, true),
        ("NotFoundException", Fault::Caller, Fault::Credentials, false),
        ("AccessDeniedException", Fault::Caller, Fault::Credentials, false),
        ("ExpiredTokenException", Fault::Caller, Fault::Credentials, false),
        ("ThrottlingException", Fault::Caller, Fault::Throttled { wait: None }, false),
        ("ThrottlingException", Fault::Throttled { wait }, Fault::Throttled { wait }, false),
        ("KMSInternalException", Fault::Service, Fault::Service, false),
        ("no reason", Fault::Service, Fault::Service, false),
    ] {
        let error = KmsError::refused(400, code, by_status);
        assert_eq!((error.fault(), error.is_foreign_ciphertext()), (fault, foreign), "{code}");
    }
}

#[test]
fn nothing_of_the_account_prints() {
    let settings = settings("alias/fab", "eu-central-1");
    let shown = format!("{settings:?}");
    let key = KmsKey::new(settings, Arc::new(SystemClock)).unwrap();
    let shown = format!("{shown} {key:?}");
    assert!(!shown.contains("hunter"), "{shown}");
}
