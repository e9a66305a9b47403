//! Who is let in that a provider vouches for?

mod accounts;
pub(crate) mod browser;
mod devices;
mod factors;
mod groups;
mod proxy;
mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;

use fab::secret::Secret;
use fab::security::{
    Arrived, Back, ElsewhereError, Linking, Provider, Provisioning, Security, SecurityError,
    SecurityOptions,
};
use fab::services::oidc::{OidcProvider, OidcSettings};
use fab_tests::issuer::Issuer;
use serde_json::json;

use super::house::{House, client, open, options};

const REDIRECT: &str = "https://shop.example.com/login/back/acme";
pub(super) const NOW: i64 = 1_700_000_000;

/// A house into which providers lead as well.
pub(super) struct Place {
    pub(super) house: House,
    security: Security,
}

/// Somebody on the way: what the address holds, and what the browser keeps.
#[derive(Clone)]
struct Away {
    state: String,
    nonce: String,
    browser: String,
    url: String,
}

pub(super) fn provider(house: &House, name: &str, issuer: &Issuer) -> Provider {
    let mut settings = OidcSettings::new(name, issuer.url(), "fab");
    settings.client_secret = Some(Secret::new("hunter2".to_owned()));
    let asked = OidcProvider::new(settings, Arc::new(house.clock.clone()), Vec::new()).unwrap();
    let mut provider = Provider::new(name, "Acme", Arc::new(asked));
    provider.provisioning = Provisioning::Made;
    provider
}

fn roles(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(group, role)| ((*group).to_owned(), (*role).to_owned())).collect()
}

impl Place {
    pub(super) fn new(house: House, providers: Vec<Provider>) -> Self {
        Self::under(house, providers, options())
    }

    /// With settings of its own.
    fn under(house: House, providers: Vec<Provider>, mut options: SecurityOptions) -> Self {
        options.secret = house.secret.clone();
        options.audit_keys = fab::security::SecurityOptions::new(house.secret.clone()).audit_keys;
        options.rates.sign_in_address.attempts = 1000;
        options.providers = providers;
        let security = open(&house.db, &house.clock, options);
        Self { house, security }
    }

    async fn depart(&self, name: &str) -> Away {
        let gone = self.security.depart(name, REDIRECT, "/customers", &client("192.0.2.1")).await;
        let gone = gone.unwrap();
        let part = |wanted: &str| {
            let (_, query) = gone.url.split_once('?').unwrap();
            let found = query.split('&').filter_map(|pair| pair.split_once('='));
            found.filter(|(name, _)| *name == wanted).map(|(_, value)| value).next().unwrap()
        };
        Away {
            state: part("state").to_owned(),
            nonce: part("nonce").to_owned(),
            browser: gone.browser.expose().to_owned(),
            url: gone.url.clone(),
        }
    }

    async fn arrive(&self, name: &str, away: &Away) -> Result<Arrived, SecurityError> {
        self.arrive_on(name, away, None).await
    }

    async fn arrive_on(
        &self,
        name: &str,
        away: &Away,
        device: Option<&str>,
    ) -> Result<Arrived, SecurityError> {
        let back = Back {
            state: &away.state,
            browser: &away.browser,
            code: Some("code"),
            redirect: REDIRECT,
            device,
        };
        self.security.arrive(name, back, &client("192.0.2.1")).await
    }

    /// There and back, as `claims` say.
    pub(super) async fn sign_in(
        &self,
        name: &str,
        issuer: &Issuer,
        claims: serde_json::Value,
    ) -> Result<Arrived, SecurityError> {
        self.sign_in_on(name, issuer, claims, None).await
    }

    /// The same, in a browser that keeps that token.
    async fn sign_in_on(
        &self,
        name: &str,
        issuer: &Issuer,
        claims: serde_json::Value,
        device: Option<&str>,
    ) -> Result<Arrived, SecurityError> {
        let away = self.depart(name).await;
        issuer.tell(|script| {
            script.claims = claims;
            script.claims["nonce"] = json!(away.nonce);
        });
        self.arrive_on(name, &away, device).await
    }
}

#[track_caller]
fn refused(result: Result<Arrived, SecurityError>) -> ElsewhereError {
    match result {
        Err(SecurityError::Elsewhere(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// Links by address, and makes no accounts.
fn linking(mut provider: Provider, linking: Linking) -> Provider {
    provider.linking = linking;
    provider.provisioning = Provisioning::Refused;
    provider
}
