//! Which key of a key management service wraps keys, and on whose account? Several settings say so together.

use std::net::{IpAddr, SocketAddr};

use crate::cli::settings::layers::Origin;
use crate::cli::settings::reader::Reader;
use crate::cli::settings::units;
use crate::secret::Secret;

/// A key of a key management service, and the account that it is asked on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KmsSource {
    /// The id of the key, its ARN, or an alias.
    pub key: String,
    /// Where Amazon keeps it.
    pub region: String,
    /// Another address of the service.
    pub endpoint: Option<String>,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: Secret<String>,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: Secret<String>,
    /// `AWS_SESSION_TOKEN`, which belongs to a temporary key.
    pub session_token: Option<Secret<String>>,
}

impl KmsSource {
    /// What the settings say of the key; `None`, with every reason on record, where something is missing. A key that names
    /// its region itself may be in another one than that of `FAB_KEYS`, where it is the one from before.
    pub(super) fn read(reader: &mut Reader<'_>, setting: &str, key: String) -> Option<Self> {
        let is_old = setting == "keys_old";
        let setting = Origin::Variable.name(setting);
        let why = format!("{setting} names a key of AWS KMS");
        let of_key = region_of(&key).map(str::to_owned);
        let given = reader.value("kms_region", region);
        if !reader.is_given("kms_region") && of_key.is_none() {
            reader.missing("kms_region", &format!("{setting} names a key without its region"));
        }
        if !is_old && of_key.is_some() && given.is_some() && given != of_key {
            let message = format!("is not the region of the key that {setting} names");
            reader.refuse("kms_region", &message);
        }
        let endpoint = reader.value("kms_endpoint", endpoint);
        let access_key_id = reader.needed_of_amazon("AWS_ACCESS_KEY_ID", &why);
        let secret_access_key = reader.needed_of_amazon("AWS_SECRET_ACCESS_KEY", &why);
        Some(Self {
            region: of_key.or(given)?,
            endpoint,
            access_key_id: access_key_id?,
            secret_access_key: secret_access_key?,
            session_token: reader.of_amazon("AWS_SESSION_TOKEN"),
            key,
        })
    }
}

/// The name of a key: a word without blanks and quotes.
pub(super) fn key(text: &str) -> Result<String, String> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b":/_-".contains(&byte);
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(known) {
        return Err("names no key of a key management service".to_owned());
    }
    Ok(text.to_owned())
}

/// The region that an ARN holds: `arn:aws:kms:REGION:ACCOUNT:key/ID`.
fn region_of(key: &str) -> Option<&str> {
    let mut parts = key.split(':');
    (parts.next() == Some("arn")).then_some(())?;
    parts.nth(2).filter(|region| !region.is_empty())
}

fn region(text: &str) -> Result<String, String> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if text.bytes().all(known) { Ok(text.to_owned()) } else { Err("is no region".to_owned()) }
}

fn endpoint(text: &str) -> Result<String, String> {
    let url = units::base_url(text)?;
    if url.is_https() || is_loopback(url.authority()) {
        Ok(url.to_string())
    } else {
        Err("is plain HTTP, where keys can be read on the way".to_owned())
    }
}

pub(super) fn is_loopback(authority: &str) -> bool {
    let address = authority.parse::<SocketAddr>().map(|address| address.ip());
    let address = address.or_else(|_| authority.trim_matches(['[', ']']).parse::<IpAddr>());
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => authority.split(':').next() == Some("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::{endpoint, key, region_of};
    use crate::cli::settings::{Environment, KeySource, Layers, Settings};

    const ARN: &str = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd";
    const ID: (&str, &str) = ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    const SECRET: (&str, &str) = ("AWS_SECRET_ACCESS_KEY", "hunter2");

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        let environment: Environment = variables.iter().copied().collect();
        Settings::read("Shop", &Layers::new().variables(&environment))
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_key_of_a_service_is_told_by_several_settings() {
        let token = ("AWS_SESSION_TOKEN", "hunter3");
        let given = [
            ("FAB_KEYS", "kms:alias/fab"),
            ("FAB_KMS_REGION", "eu-west-1"),
            ("FAB_KMS_ENDPOINT", "https://kms.internal:8443"),
            ID,
            SECRET,
            token,
        ];
        let settings = read(&given).unwrap();
        let shown = format!("{settings:?}");
        assert!(!shown.contains("hunter") && !shown.contains("AKID"), "{shown}");
        let Some(KeySource::Kms(source)) = settings.keys else { panic!("{shown}") };
        assert_eq!((source.key.as_str(), source.region.as_str()), ("alias/fab", "eu-west-1"));
        assert_eq!(source.endpoint.as_deref(), Some("https://kms.internal:8443"));
        assert_eq!(source.secret_access_key.expose(), "hunter2");
        assert_eq!(source.session_token.unwrap().expose(), "hunter3");
    }

    #[test]
    fn an_arn_holds_the_region() {
        let keys = format!("kms:{ARN}");
        let given = [("FAB_KEYS", keys.as_str()), ID, SECRET];
        let Some(KeySource::Kms(source)) = read(&given).unwrap().keys else { panic!() };
        assert_eq!((source.region.as_str(), source.endpoint), ("eu-central-1", None));
        let other: Vec<_> = given.into_iter().chain([("FAB_KMS_REGION", "eu-west-1")]).collect();
        let said = read(&other).unwrap_err();
        assert!(said.contains("FAB_KMS_REGION is not the region of the key"), "{said}");
        assert_eq!(region_of("alias/fab"), None);
        assert_eq!(region_of("arn:aws:kms::1:key/2"), None);
    }

    #[test]
    fn what_is_missing_is_named_all_at_once() {
        let said = read(&[("FAB_KEYS", "kms:alias/fab"), ("AWS_ACCESS_KEY_ID", " ")]).unwrap_err();
        for name in ["FAB_KMS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            assert!(said.contains(&format!("{name} is not set")), "{said}");
        }
        let wrong = [
            ("FAB_KEYS", "kms:alias/fab"),
            ("FAB_KMS_REGION", "eu.evil.example"),
            ("FAB_KMS_ENDPOINT", "http://kms.internal"),
            ID,
            SECRET,
        ];
        let said = read(&wrong).unwrap_err();
        assert!(said.contains("is no region") && said.contains("is plain HTTP"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for text in ["http://127.0.0.1:5000", "http://localhost", "http://[::1]:5000"] {
            assert!(endpoint(text).is_ok(), "{text}");
        }
        for text in ["http://10.0.0.1", "http://localhost.evil.example", "kms", "https://a/b"] {
            assert!(endpoint(text).is_err(), "{text}");
        }
        for text in ["", "a b", "a\"b", "ä"] {
            assert!(key(text).is_err(), "{text}");
        }
    }
}
