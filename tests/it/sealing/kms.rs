//! Does a key management service keep the key of the keys? A small Amazon says so, if it is installed.

use std::sync::Arc;

use fab::cli::Call;
use fab::crypto::keys::{KeyId, Purpose, WrapError, WrappedKey};
use fab::db::keys::{KeyError, KeyVault, KeyVaultOptions};
use fab::db::{Db, DbOptions, Store};
use fab::prelude::*;
use fab::services::http::{Client, ClientSettings, PlainHttp, PrivateAddresses, Request};
use fab::services::kms::{KmsCredentials, KmsKey, KmsSettings};
use fab::testing::TestDb;
use fab::{App, Error, ErrorKind};
use fab_tests::databases::each_database;
use fab_tests::peer::{MOTO, Running};

use super::clock;

const KEY: &str = "c1c4f0a9be2d7e05334b2a1986f7d3501e6b9a427c8055dd3ef10bb6a95f2c84";

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index)]
    number: Secret<String>,
}

/// A service with one key.
struct Kms {
    service: Running,
    key: String,
}

impl Kms {
    async fn start() -> Option<Self> {
        let arguments = |port: u16| ["-H", "127.0.0.1", "-p", &port.to_string()].map(str::to_owned);
        let service = MOTO.start(|port| arguments(port).to_vec()).await?;
        let key = create(service.address.port()).await;
        Some(Self { service, key })
    }

    fn endpoint(&self) -> String {
        format!("http://{}", self.service.address)
    }

    fn key(&self) -> KmsKey {
        let credentials = KmsCredentials::new("AKIDEXAMPLE", Secret::new("secret".to_owned()));
        let settings = KmsSettings::new(&self.key, "eu-central-1", credentials);
        KmsKey::new(settings.at(&self.endpoint()).unwrap(), clock()).unwrap()
    }

    async fn run(&self, url: &str, arguments: &str) -> Result<String, Error> {
        let keys = format!("kms:{}", self.key);
        let account = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        run(url, &keys, &self.endpoint(), &account, arguments).await
    }
}

/// Makes a key, as an administrator of the service does.
async fn create(port: u16) -> String {
    let client = Client::new(ClientSettings {
        private: PrivateAddresses::Allowed,
        plain: PlainHttp::OnLoopback,
        ..ClientSettings::for_host(format!("127.0.0.1:{port}"))
    });
    let scope = "Credential=AKIDEXAMPLE/20260101/eu-central-1/kms/aws4_request";
    let request =
        Request::post(&format!("http://127.0.0.1:{port}"), "application/x-amz-json-1.1", "{}")
            .and_then(|request| request.header("x-amz-target", "TrentService.CreateKey"))
            .and_then(|request| {
                let rest = "SignedHeaders=host, Signature=0";
                request.header("authorization", &format!("AWS4-HMAC-SHA256 {scope}, {rest}"))
            });
    let answer = client.unwrap().send(request.unwrap()).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    answer["KeyMetadata"]["KeyId"].as_str().unwrap().to_owned()
}

async fn run(
    url: &str,
    keys: &str,
    endpoint: &str,
    account: &[&str],
    arguments: &str,
) -> Result<String, Error> {
    let arguments = std::iter::once("ward").chain(arguments.split_whitespace());
    let (call, transcript) = Call::captured(arguments);
    let given = [
        ("FAB_MODE", "production"),
        ("FAB_DATABASE_URL", url),
        ("FAB_SECRET_KEY", KEY),
        ("FAB_BASE_URL", "https://ward.example.com"),
        ("FAB_KEYS", keys),
        ("FAB_KMS_REGION", "eu-central-1"),
        ("FAB_KMS_ENDPOINT", endpoint),
    ];
    let call = call.variables(given.into_iter().chain(account.iter().map(|name| (*name, "word"))));
    App::new("Ward").model::<Patient>().run_from(call).await.map(|()| transcript.text())
}

async fn open(kms: &Kms, db: &Db) -> Result<KeyVault, KeyError> {
    KeyVault::open(db.clone(), clock(), KeyVaultOptions::new(Arc::new(kms.key()))).await
}

#[tokio::test]
async fn keys_that_a_service_wraps_open_what_they_sealed() {
    each_database(async |db: TestDb| {
        let Some(kms) = Kms::start().await else { return };
        let made = kms.run(db.url(), "migrate").await.unwrap();
        assert!(made.contains("make key 1 for fields"), "{made}");
        let status = kms.run(db.url(), "keys status").await.unwrap();
        assert!(status.contains(&format!("kms:{}", kms.key)), "{status}");

        let fresh = Db::connect(&DbOptions::new(db.url())).await.unwrap();
        let vault = open(&kms, &fresh).await.unwrap();
        let store = Store::new(fresh.clone(), clock()).with_sealer(Arc::new(vault));
        let scope = Scope::system();
        let ada = Patient { id: 0, number: Secret::new("12 345".to_owned()) };
        let added = store.add(&scope, &ada).await.unwrap();

        // Whoever holds the keys already needs the service no more; whoever starts does.
        let again = open(&kms, &fresh).await.unwrap();
        let reopened = Store::new(fresh.clone(), clock()).with_sealer(Arc::new(again));
        let (key, endpoint) = (kms.key.clone(), kms.endpoint());
        let last = kms.key();
        drop(kms);
        let found: Vec<Patient> =
            reopened.all(&scope, &Condition::eq("number", "12 345")).await.unwrap();
        assert_eq!((found.len(), found[0].id), (1, added.id));
        assert_eq!(found[0].number.expose(), "12 345");
        reopened
            .add(&scope, &Patient { id: 0, number: Secret::new("2".to_owned()) })
            .await
            .unwrap();

        let options = KeyVaultOptions::new(Arc::new(last));
        let refused = KeyVault::open(fresh, clock(), options).await.unwrap_err();
        assert!(refused.to_string().contains("did not answer for key 1"), "{refused}");
        let account = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        let keys = format!("kms:{key}");
        let refused = run(db.url(), &keys, &endpoint, &account, "user list").await.unwrap_err();
        let said = refused.to_string();
        assert!(said.contains(&keys) && said.contains("no connection to `127.0.0.1`"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn a_wrapped_key_belongs_to_its_id_purpose_and_service_key() {
    let Some(kms) = Kms::start().await else { return };
    let wrapper = kms.key();
    let id = |number| KeyId::new(number).unwrap();
    let record = WrappedKey::generate(id(7), Purpose::Fields, &wrapper, clock().now());
    let record = record.await.unwrap();
    assert_eq!(record.wrapped_by, wrapper.name());
    let (first, second) =
        (record.unwrap_key(&[&wrapper]).await, record.unwrap_key(&[&wrapper]).await);
    assert_eq!(first.unwrap(), second.unwrap());

    let mut spoiled = record.wrapped.clone();
    *spoiled.last_mut().unwrap() ^= 1;
    for changed in [
        WrappedKey { id: id(8), ..record.clone() },
        WrappedKey { purpose: Purpose::Pepper, ..record.clone() },
        WrappedKey { wrapped: spoiled, ..record.clone() },
    ] {
        let error = changed.unwrap_key(&[&wrapper]).await.unwrap_err();
        assert!(matches!(error, WrapError::Changed { .. }), "{error:?}");
    }
    let other = Kms { key: create(kms.service.address.port()).await, ..kms };
    let error = record.unwrap_key(&[&other.key()]).await.unwrap_err();
    assert!(matches!(error, WrapError::NotHere { .. }), "{error:?}");
}

#[tokio::test]
async fn a_service_without_an_account_or_a_key_is_named_before_anything_starts() {
    let db = TestDb::sqlite().await.unwrap();
    let endpoint = "http://127.0.0.1:9";
    let refused = run(db.url(), "kms:alias/fab", endpoint, &["AWS_ACCESS_KEY_ID"], "migrate").await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Settings);
    assert!(refused.to_string().contains("AWS_SECRET_ACCESS_KEY is not set"), "{refused}");
    let Some(kms) = Kms::start().await else { return };
    let absent = Kms { key: "alias/absent".to_owned(), ..kms };
    let refused = absent.run(db.url(), "migrate").await.unwrap_err();
    assert!(refused.to_string().contains("NotFoundException (400)"), "{refused}");
}
