//! Which key of which service, and on whose account?

use std::time::Duration;

use crate::secret::Secret;
use crate::services::http::{ClientSettings, PlainHttp, PrivateAddresses, Url};
use crate::services::kms::KmsError;
use crate::services::resilience::GuardSettings;

/// The account that the service is asked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KmsCredentials {
    /// The id of the account's key.
    pub key_id: String,
    /// The account's key.
    pub key: Secret<String>,
    /// The token that belongs to a temporary key.
    pub session: Option<Secret<String>>,
}

impl KmsCredentials {
    /// A key that does not end.
    pub fn new(key_id: impl Into<String>, key: Secret<String>) -> Self {
        Self { key_id: key_id.into(), key, session: None }
    }

    /// A temporary key, with its token.
    #[must_use]
    pub fn with_session(mut self, session: Secret<String>) -> Self {
        self.session = Some(session);
        self
    }
}

/// A key of the service, and how it is asked.
#[derive(Debug, Clone)]
pub struct KmsSettings {
    /// The id of the key, its ARN, or an alias.
    pub key: String,
    /// The region, such as `eu-central-1`.
    pub region: String,
    /// On whose account.
    pub credentials: KmsCredentials,
    /// Where the service is; that of Amazon in the region unless said otherwise.
    pub endpoint: String,
    /// How it is asked; its host alone may be.
    pub client: ClientSettings,
    /// The layers around a call.
    pub guard: GuardSettings,
}

/// An answer is a few hundred bytes.
const LARGEST_ANSWER: usize = 16 << 10;

/// The longest id of a key; with what stands before it, it has to fit into a record.
const LONGEST_KEY: usize = 240;

impl KmsSettings {
    /// A key at Amazon itself.
    pub fn new(
        key: impl Into<String>,
        region: impl Into<String>,
        credentials: KmsCredentials,
    ) -> Self {
        let region = region.into();
        let end = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let host = format!("kms.{region}.{end}");
        Self {
            key: key.into(),
            credentials,
            endpoint: format!("https://{host}/"),
            client: client(host),
            guard: GuardSettings::default(),
            region,
        }
    }

    /// The same, asked at another address: an endpoint in a network of our own, or a service for tests on this machine,
    /// which alone may be asked without TLS.
    ///
    /// # Errors
    ///
    /// When the address is none, or has a path.
    pub fn at(mut self, endpoint: &str) -> Result<Self, KmsError> {
        let url = Url::try_from(endpoint)?;
        if url.target() != "/" {
            return Err(KmsError::Endpoint);
        }
        self.client = ClientSettings {
            private: PrivateAddresses::Allowed,
            plain: PlainHttp::OnLoopback,
            ..client(url.authority())
        };
        self.endpoint = format!("{url}/");
        Ok(self)
    }

    /// Whether a service can have a key of that name.
    pub(super) fn check(&self) -> Result<(), KmsError> {
        let known =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'_' | b'-');
        let key = &self.key;
        if key.is_empty() || key.len() > LONGEST_KEY || !key.bytes().all(known) {
            return Err(KmsError::Key);
        }
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.region.is_empty() || !self.region.bytes().all(plain) {
            return Err(KmsError::Region);
        }
        Ok(())
    }
}

fn client(host: String) -> ClientSettings {
    ClientSettings {
        largest_answer: LARGEST_ANSWER,
        connect_deadline: Duration::from_secs(3),
        ..ClientSettings::for_host(host)
    }
}
