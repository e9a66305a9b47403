//! Which provider is asked, as whom, and for what?

use std::fmt;

use crate::secret::Secret;
use crate::services::http::{ClientSettings, PlainHttp, PrivateAddresses, Url};
use crate::services::oidc::OidcError;
use crate::services::resilience::GuardSettings;

/// A provider of sign-ins, and what this program is to it.
#[derive(Clone)]
#[non_exhaustive]
pub struct OidcSettings {
    /// What its circuit is called, after `oidc.`.
    pub name: String,
    /// Who it is, to the letter: its documents and tokens must say the same.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// What proves that; none for a public client.
    pub client_secret: Option<Secret<String>>,
    /// What is asked for besides `openid`; `profile` and `email`.
    pub scopes: Vec<String>,
    /// The claim that names the groups of a person; `groups`.
    pub groups_claim: String,
    /// Hosts besides that of the issuer where its keys and tokens may be.
    pub hosts: Vec<String>,
    /// Whether its addresses may be private ones; refused, unless the issuer is on this machine.
    pub private: PrivateAddresses,
    /// Certificates in PEM to trust besides the public ones.
    pub roots: Vec<u8>,
    /// The layers around the calls.
    pub guard: GuardSettings,
}

impl OidcSettings {
    /// The defaults for a provider.
    pub fn new(
        name: impl Into<String>,
        issuer: impl Into<String>,
        client_id: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: None,
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            groups_claim: "groups".to_owned(),
            hosts: Vec::new(),
            private: PrivateAddresses::default(),
            roots: Vec::new(),
            guard: GuardSettings::default(),
        }
    }

    /// Whom the client may ask: the issuer and the hosts that were named.
    pub(super) fn client(&self) -> Result<ClientSettings, OidcError> {
        let issuer = Url::try_from(self.issuer.as_str()).map_err(|_| OidcError::Settings)?;
        let ours = matches!(issuer.host(), "localhost" | "127.0.0.1" | "::1");
        let mut settings = ClientSettings::for_host(issuer.authority());
        settings.hosts.extend(self.hosts.iter().cloned());
        settings.private = if ours { PrivateAddresses::Allowed } else { self.private };
        settings.plain = if ours { PlainHttp::OnLoopback } else { PlainHttp::Refused };
        settings.roots.clone_from(&self.roots);
        settings.largest_answer = 512 << 10;
        Ok(settings)
    }
}

impl fmt::Debug for OidcSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcSettings")
            .field("name", &self.name)
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}
