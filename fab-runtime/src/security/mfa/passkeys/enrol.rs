//! How does somebody add a passkey? Two steps: what the browser is asked, and what the device made.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

use crate::security::csrf::CsrfBinding;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::enrol::{Confirmed, named};
use crate::security::mfa::kinds::FactorKind;
use crate::security::mfa::passkeys::ceremony::Purpose;
use crate::security::mfa::passkeys::kept::Held;
use crate::security::session::Session;

/// What the site remembers while the device makes a passkey.
#[derive(Serialize, Deserialize)]
struct Begun {
    name: String,
    handle: Uuid,
    state: PasskeyRegistration,
}

impl Security {
    /// Begins to add a passkey: the options of `navigator.credentials.create()` as JSON, good for five minutes.
    ///
    /// The device is told a random number in the place of the user's key or address, and which passkeys it may
    /// hold already.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`], [`SecurityError::NotFresh`], [`SecurityError::SessionEnded`],
    /// [`SecurityError::TooManyAttempts`]; [`SecurityError::Invalid`] at `name`.
    pub async fn begin_passkey(
        &self,
        session: &Session,
        name: &str,
    ) -> Result<String, SecurityError> {
        let site = self.relying().site()?;
        let user = self.require_enrolment(session)?;
        self.require_offered(session, FactorKind::Passkey)?;
        let name = named(name)?;
        self.attempt_passkey(session).await?;
        let known = self.passkeys_of(user).await?;
        let handle = known.first().map_or_else(random_handle, |kept| Ok(kept.held.handle))?;
        let excluded = known.iter().map(|kept| kept.held.passkey.cred_id().clone()).collect();
        let (username, shown) = (session.username(), session.actor().name.as_str());
        let shown = if shown.is_empty() { username } else { shown };
        let begun = site.start_passkey_registration(handle, username, shown, Some(excluded));
        let (options, state) = begun.map_err(|_| SecurityError::NoPasskeys)?;
        let challenge = options.public_key.challenge.clone();
        let begun = Begun { name, handle, state };
        self.keep_ceremony(CsrfBinding::Session(session), Purpose::Enrol, &challenge, &begun)
            .await?;
        let mut options = serde_json::to_value(options.public_key).unwrap_or_default();
        // One that the device can find by itself signs in without a name.
        if let Some(Json::Object(wanted)) = options.get_mut("authenticatorSelection") {
            wanted.insert("residentKey".to_owned(), json!("preferred"));
        }
        Ok(options.to_string())
    }

    /// Adds the passkey that a device made for [`Security::begin_passkey`]; `response` is what the browser's
    /// `toJSON()` says.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongPasskey`], also when the challenge is another session's, used or too old;
    /// otherwise as [`Security::begin_passkey`].
    pub async fn confirm_passkey(
        &self,
        session: &Session,
        response: &str,
    ) -> Result<Confirmed, SecurityError> {
        let site = self.relying().site()?;
        let user = self.require_enrolment(session)?;
        self.require_offered(session, FactorKind::Passkey)?;
        let made: RegisterPublicKeyCredential =
            serde_json::from_str(response).map_err(|_| SecurityError::WrongPasskey)?;
        let client = &made.response.client_data_json;
        let begun: Begun =
            self.take_ceremony(CsrfBinding::Session(session), Purpose::Enrol, client).await?;
        let passkey = site.finish_passkey_registration(&made, &begun.state).map_err(|error| {
            tracing::warn!(target: "fab::security", user, %error, "a passkey was refused");
            SecurityError::WrongPasskey
        })?;
        let held = Held { handle: begun.handle, passkey };
        self.add_passkey(session, user, &begun.name, &held).await
    }
}

/// 128 random bits.
fn random_handle() -> Result<Uuid, SecurityError> {
    Ok(Uuid::from_bytes(crate::crypto::random::<16>()?))
}

/// The name under which the database finds a passkey.
pub(crate) fn credential_name(id: &[u8]) -> String {
    crate::crypto::token::digest(&format!("passkey {}", Base64UrlUnpadded::encode_string(id)))
}
