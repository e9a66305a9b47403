//! Is it the owner of the session? A passkey of theirs says so.

use webauthn_rs::prelude::{Passkey, PasskeyAuthentication, PublicKeyCredential, WebauthnError};

use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, Outcome};
use crate::security::csrf::CsrfBinding;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::enrol::method;
use crate::security::mfa::kinds::FactorKind;
use crate::security::mfa::passkeys::ceremony::{Purpose, asking};
use crate::security::mfa::passkeys::enrol::credential_name;
use crate::security::mfa::passkeys::kept::Kept;
use crate::security::session::{Client, Opened, Session};

/// A passkey that answered rightly, with the counter that its device showed.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) kept: Kept,
    pub(super) counter: i64,
}

impl Security {
    /// Asks for a passkey of the owner of a session: the options of `navigator.credentials.get()` as JSON, good
    /// for five minutes.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoPasskeys`]; [`SecurityError::NotFound`] when they have none;
    /// [`SecurityError::TooManyAttempts`]; [`SecurityError::SessionEnded`].
    pub async fn ask_passkey(&self, session: &Session) -> Result<String, SecurityError> {
        let site = self.relying().site()?;
        let user = session.claimed_user().ok_or(SecurityError::SessionEnded)?;
        self.attempt_passkey(session).await?;
        let known = self.passkeys_of(user.0).await?;
        let usable: Vec<Passkey> =
            known.into_iter().filter(|kept| !kept.locked).map(|kept| kept.held.passkey).collect();
        if usable.is_empty() {
            return Err(SecurityError::NotFound { what: "passkey" });
        }
        let asked = site.start_passkey_authentication(&usable);
        let (options, state) = asked.map_err(|_| SecurityError::NoPasskeys)?;
        let challenge = options.public_key.challenge.clone();
        self.keep_ceremony(CsrfBinding::Session(session), Purpose::Answer, &challenge, &state)
            .await?;
        Ok(serde_json::to_string(&options.public_key).unwrap_or_default())
    }

    /// Takes the passkey of the owner of a session as an answer: half a session becomes full, a full one fresh.
    pub(in crate::security::mfa) async fn answer_passkey(
        &self,
        session: &Session,
        user: i64,
        response: &str,
    ) -> Result<Opened, SecurityError> {
        self.attempt_passkey(session).await?;
        let answered = match self.check_passkey(session, user, response).await {
            Ok(answered) => self.accept_passkey(session, answered).await,
            Err(error) => Err(error),
        };
        if let Err(SecurityError::WrongPasskey) = answered {
            let note = session.note(AuditEvent::FactorRefused).outcome(Outcome::Refused);
            self.record(note.fact("kind", method(FactorKind::Passkey))).await?;
        }
        answered
    }

    /// Whether `response` comes from a passkey of `user` and answers what this session was asked.
    async fn check_passkey(
        &self,
        session: &Session,
        user: i64,
        response: &str,
    ) -> Result<Answered, SecurityError> {
        let site = self.relying().site()?;
        let got: PublicKeyCredential =
            serde_json::from_str(response).map_err(|_| SecurityError::WrongPasskey)?;
        let (holder, client) = (CsrfBinding::Session(session), &got.response.client_data_json);
        let asked: PasskeyAuthentication =
            self.take_ceremony(holder, Purpose::Answer, client).await?;
        let kept = self.passkey(&credential_name(&got.raw_id)).await?;
        let kept = kept.filter(|kept| kept.owner.id == user && !kept.locked);
        let kept = kept.ok_or(SecurityError::WrongPasskey)?;
        let named = got.response.user_handle.as_deref();
        if named.is_some_and(|named| named != kept.held.handle.as_bytes()) {
            return Err(SecurityError::WrongPasskey);
        }
        match site.finish_passkey_authentication(&got, &asked) {
            // What was asked may be minutes old: the counter of the row decides when it is accepted.
            Ok(result) => Ok(Answered { counter: i64::from(result.counter()), kept }),
            Err(error) => Err(self.refuse_passkey(kept, error, session.asking()).await?),
        }
    }

    /// Asking and answering are counted, for the log as much as for the table.
    pub(super) async fn attempt_passkey(&self, session: &Session) -> Result<(), SecurityError> {
        let subject = asking(&Subject::account(session.username()));
        self.attempt(&subject, self.options().rates.passkey).await
    }

    /// What is said of a passkey that was refused. One whose signature is right and whose counter is not may have
    /// been copied: it is locked.
    pub(super) async fn refuse_passkey(
        &self,
        kept: Kept,
        error: WebauthnError,
        client: &Client,
    ) -> Result<SecurityError, SecurityError> {
        tracing::warn!(
            target: "fab::security", user = kept.owner.id, factor = kept.factor, %error, "a passkey was refused"
        );
        if matches!(error, WebauthnError::CredentialPossibleCompromise) {
            self.lock_copied(&kept, client).await?;
        }
        Ok(SecurityError::WrongPasskey)
    }
}
