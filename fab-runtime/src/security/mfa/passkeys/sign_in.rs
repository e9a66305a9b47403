//! Who is it, if nobody typed a name? The device tells, and proves it.

use webauthn_rs::prelude::{DiscoverableAuthentication, DiscoverableKey, PublicKeyCredential};

use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::csrf::CsrfBinding;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::passkeys::answer::Answered;
use crate::security::mfa::passkeys::ceremony::{Purpose, asking};
use crate::security::mfa::passkeys::enrol::credential_name;
use crate::security::session::{Client, Opened};
use crate::security::sign_in::nobody;

impl Security {
    /// Whether people can sign in by passkeys: the program has the feature, and the site an address that
    /// browsers make passkeys for.
    pub fn offers_passkeys(&self) -> bool {
        self.relying().is_there()
    }

    /// Asks a visitor for any passkey of this site: the options of `navigator.credentials.get()` as JSON, good
    /// for five minutes and for whoever sends the same cookie. Names nobody.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`], [`SecurityError::TooManyAttempts`].
    pub async fn invite_passkey(
        &self,
        visitor: CsrfBinding<'_>,
        client: &Client,
    ) -> Result<String, SecurityError> {
        let site = self.relying().site()?;
        if let Some(address) = client.address {
            let subject = asking(&Subject::address(address));
            self.attempt(&subject, self.options().rates.passkey).await?;
        }
        let asked = site.start_discoverable_authentication();
        let (options, state) = asked.map_err(|_| SecurityError::NoPasskeys)?;
        let challenge = options.public_key.challenge.clone();
        self.keep_ceremony(visitor, Purpose::SignIn, &challenge, &state).await?;
        Ok(serde_json::to_string(&options.public_key).unwrap_or_default())
    }

    /// Signs the owner of a passkey in, without a name and without a password. The device has made sure who holds
    /// it, so that it counts as two factors.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongPasskey`], the same for every reason; [`SecurityError::TooManyAttempts`].
    pub async fn login_by_passkey(
        &self,
        visitor: CsrfBinding<'_>,
        response: &str,
        client: &Client,
    ) -> Result<Opened, SecurityError> {
        let by_address = client.address.map(Subject::address);
        if let Some(address) = &by_address {
            self.attempt(address, self.options().rates.sign_in_address).await?;
        }
        let answered = match self.check_invited(visitor, response, client).await {
            Ok(answered) => answered,
            Err(SecurityError::WrongPasskey) => {
                let note = AuditNote::new(AuditEvent::SignInFailed).actor(&nobody());
                let note = note.origin(&client.origin()).outcome(Outcome::Refused);
                self.record(note.fact("by", "passkey")).await?;
                return Err(SecurityError::WrongPasskey);
            }
            Err(error) => return Err(error),
        };
        let opened = self.enter_by_passkey(answered, client).await?;
        if let Some(address) = &by_address {
            self.return_attempt(address).await?;
        }
        Ok(opened)
    }

    async fn check_invited(
        &self,
        visitor: CsrfBinding<'_>,
        response: &str,
        client: &Client,
    ) -> Result<Answered, SecurityError> {
        let site = self.relying().site()?;
        let got: PublicKeyCredential =
            serde_json::from_str(response).map_err(|_| SecurityError::WrongPasskey)?;
        let asked: DiscoverableAuthentication =
            self.take_ceremony(visitor, Purpose::SignIn, &got.response.client_data_json).await?;
        let kept = self.passkey(&credential_name(&got.raw_id)).await?;
        let kept = kept.filter(|kept| kept.active && !kept.locked);
        let kept = kept.ok_or(SecurityError::WrongPasskey)?;
        // Nobody was named before, so the device must name the one whom the passkey belongs to.
        if got.response.user_handle.as_deref() != Some(kept.held.handle.as_bytes()) {
            return Err(SecurityError::WrongPasskey);
        }
        let key = DiscoverableKey::from(&kept.held.passkey);
        match site.finish_discoverable_authentication_v2(&got, asked, &key) {
            Ok(result) if result.user_verified() => {
                Ok(Answered { counter: i64::from(result.counter()), kept })
            }
            Ok(_) => Err(SecurityError::WrongPasskey),
            Err(error) => Err(self.refuse_passkey(kept, error, client).await?),
        }
    }
}
