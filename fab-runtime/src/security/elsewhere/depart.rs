//! Where is somebody sent, and with what? Once there and back, in ten minutes, with the same browser.

use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::crypto::token::digest;
use crate::crypto::{MacKey, Token};
use crate::models::{FieldType, Kind, Values};
use crate::security::attempts::{Subject, after};
use crate::security::binds::Binds;
use crate::security::elsewhere::provider::{ElsewhereError, Provider};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::session::Client;
use crate::services::identity::Errand;

/// How long somebody may be away.
const LIFE: Duration = Duration::from_mins(10);

/// Somebody is on the way to a provider.
#[derive(Debug)]
#[non_exhaustive]
pub struct Departed {
    /// Where to.
    pub url: String,
    /// For the cookie of the browser; what comes back counts with it alone.
    pub browser: Token,
}

impl Security {
    /// The providers that people may sign in by.
    pub fn providers(&self) -> &[Provider] {
        &self.options().providers
    }

    pub(super) fn provider(&self, name: &str) -> Result<&Provider, SecurityError> {
        let found = self.providers().iter().find(|provider| provider.name == name);
        found.ok_or(SecurityError::NotFound { what: "provider" })
    }

    /// Sends somebody to a provider; `redirect` is where they come back to, `next` where they go on then.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`], [`SecurityError::TooManyAttempts`],
    /// [`SecurityError::Elsewhere`] when the provider does not answer.
    pub async fn depart(
        &self,
        provider: &str,
        redirect: &str,
        next: &str,
        client: &Client,
    ) -> Result<Departed, SecurityError> {
        let provider = self.provider(provider)?;
        if let Some(address) = client.address {
            let subject = Subject::address(address).elsewhere();
            self.attempt(&subject, self.options().rates.sign_in_address).await?;
        }
        let (state, browser) = (Token::generate()?, Token::generate()?);
        let url = provider.source.depart(&self.errand(&state, redirect)).await;
        let url = url.map_err(|_| SecurityError::Elsewhere(ElsewhereError::Unreachable))?;
        let statement = self
            .db()
            .writer()
            .push("INSERT INTO fab_departures (id, provider, browser, next, expires_at) VALUES (")
            .text(&state.digest())
            .push(", ")
            .text(&provider.name)
            .push(", ")
            .text(&browser.digest())
            .push(", ")
            .text(next)
            .push(", ")
            .time(after(self.now(), LIFE))
            .push(")")
            .finish(&[]);
        self.db().execute(statement).await?;
        Ok(Departed { url, browser })
    }

    /// What goes with a state: nobody else can tell, and nothing of it is kept.
    pub(super) fn errand(&self, state: &Token, redirect: &str) -> Errand {
        let key = MacKey::derive(&self.options().secret, "sign-in elsewhere");
        let of = |part: &str| {
            let bytes = key.mac(format!("{part} {}", state.expose()).as_bytes());
            Base64UrlUnpadded::encode_string(&bytes)
        };
        Errand {
            nonce: of("nonce"),
            verifier: of("verifier"),
            state: state.expose().to_owned(),
            redirect: redirect.to_owned(),
        }
    }

    /// Where to go on, of a departure that is not over; it is over now. Of several who ask at the same time, one hears.
    pub(super) async fn consume_departure(
        &self,
        provider: &str,
        state: &Token,
        browser: &str,
    ) -> Result<String, SecurityError> {
        let over = || SecurityError::Elsewhere(ElsewhereError::Stale);
        let browser = Token::parse(browser).ok_or_else(over)?;
        let (id, browser) = (state.digest(), browser.digest());
        let statement = self
            .db()
            .writer()
            .push("SELECT next FROM fab_departures WHERE id = ")
            .text(&id)
            .finish(&[Kind::Text]);
        let mut row = self.db().fetch(statement).await?.into_iter().next().ok_or_else(over)?;
        let next = String::load(&mut Values::new(&mut row))?;
        let statement = self
            .db()
            .writer()
            .push("DELETE FROM fab_departures WHERE id = ")
            .text(&id)
            .push(" AND provider = ")
            .text(provider)
            .push(" AND browser = ")
            .text(&browser)
            .push(" AND expires_at > ")
            .time(self.now())
            .finish(&[]);
        if self.db().execute(statement).await? == 1 { Ok(next) } else { Err(over()) }
    }
}

/// By what an identity is found: lengths keep issuer and subject apart.
pub(super) fn identity(issuer: &str, subject: &str) -> String {
    digest(&format!("{} {issuer} {subject}", issuer.len()))
}
