//! What can be told of a code that was sent? Where to, until when it works, and when another one can follow.

use chrono::{DateTime, Utc};

use crate::security::attempts::{after, before};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::answer::who_answers;
use crate::security::mfa::challenge::ChallengePurpose;
use crate::security::mfa::factors::OpenedFactor;
use crate::security::mfa::kinds::FactorKind;
use crate::security::mfa::messages::{SentCode, channel, shown};
use crate::security::rows::SessionState;
use crate::security::session::Session;

/// A telephone or an e-mail address that is being set up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PendingMessage {
    /// The number of the factor, for [`Security::confirm_factor`].
    pub factor: i64,
    /// What its owner calls it.
    pub name: String,
    /// Where codes go; only as much of it as its owner needs to know it again.
    pub destination: String,
    /// The code that is on its way; `None` when it works no more.
    pub sent: Option<SentCode>,
    /// Until when the first code has to come.
    pub expires_at: DateTime<Utc>,
}

impl Security {
    /// Whether codes by messages of that kind are sent here: the site wants them, and somebody takes the messages.
    pub fn sends_codes(&self, kind: FactorKind) -> bool {
        let message = matches!(kind, FactorKind::Sms | FactorKind::Email);
        message && self.options().mfa.messages && self.can_send(channel(kind))
    }

    /// The code that this session waits for at a telephone or an e-mail address that is set up; `None` also when it
    /// works no more.
    ///
    /// # Errors
    ///
    /// [`SecurityError::SessionEnded`].
    pub async fn sent_code(
        &self,
        session: &Session,
        factor: i64,
    ) -> Result<Option<SentCode>, SecurityError> {
        let user = who_answers(session)?;
        let Some(found) = self.message_factor(user, factor).await? else { return Ok(None) };
        let purpose = match session.state() {
            SessionState::Half => ChallengePurpose::SignIn,
            _ => ChallengePurpose::StepUp,
        };
        self.sent_to(session, &found, purpose).await
    }

    /// The telephone or e-mail address that this session is setting up.
    ///
    /// # Errors
    ///
    /// As [`Security::begin_sms`].
    pub async fn pending_message(
        &self,
        session: &Session,
    ) -> Result<Option<PendingMessage>, SecurityError> {
        let user = self.require_enrolment(session)?;
        let message = |one: &OpenedFactor| matches!(one.kind, FactorKind::Sms | FactorKind::Email);
        let pending = self.pending_factors(session, user).await?;
        let Some(found) = pending.into_iter().find(message) else { return Ok(None) };
        let Some(expires_at) = found.expires_at else { return Ok(None) };
        let sent = self.sent_to(session, &found, ChallengePurpose::Enrol).await?;
        let destination = shown(found.kind, &found.secret);
        let OpenedFactor { id, name, .. } = found;
        Ok(Some(PendingMessage { factor: id, name, destination, sent, expires_at }))
    }

    async fn sent_to(
        &self,
        session: &Session,
        found: &OpenedFactor,
        purpose: ChallengePurpose,
    ) -> Result<Option<SentCode>, SecurityError> {
        let Some(open) = self.open_challenge(session, found.id, purpose).await? else {
            return Ok(None);
        };
        let mfa = &self.options().mfa;
        let expires_at = open.expires_at;
        let resend_at = after(before(expires_at, mfa.code_life(found.kind)), mfa.resend_pause());
        let destination = shown(found.kind, &found.secret);
        Ok(Some(SentCode { factor: found.id, destination, expires_at, resend_at }))
    }
}
