//! Who gets a code, and how often? Slowly, and never past what the site can pay for.

use chrono::{DateTime, Utc};

use crate::models::{ActorId, Condition, Violation, Violations};
use crate::secret::Secret;
use crate::security::attempts::{Subject, after};
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::answer::{Proven, who_answers};
use crate::security::mfa::challenge::{ChallengePurpose, Sending, digits_of};
use crate::security::mfa::change::NO_FACTOR;
use crate::security::mfa::counter::Reserved;
use crate::security::mfa::enrol::{Draft, method, named, of};
use crate::security::mfa::factors::OpenedFactor;
use crate::security::mfa::kinds::FactorKind;
use crate::security::mfa::mailbox::own_address;
use crate::security::mfa::typed;
use crate::security::post::{Channel, masked_address};
use crate::security::rates::Budget;
use crate::security::rows::SessionState;
use crate::security::session::{Opened, Session};
use crate::services::notify::{Address, PhoneNumber};

/// A code that is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SentCode {
    /// The number of the factor.
    pub factor: i64,
    /// Where it goes; only as much of it as its owner needs to know it again.
    pub destination: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// From when on another one can be asked for.
    pub resend_at: DateTime<Utc>,
}

impl Security {
    /// Begins to set up a telephone: sends a code to it. See [`Security::confirm_factor`].
    ///
    /// # Errors
    ///
    /// [`SecurityError::Invalid`] at `destination` or `name`, [`SecurityError::TooManyAttempts`],
    /// [`SecurityError::FactorOff`], [`SecurityError::NotFresh`], [`SecurityError::SessionEnded`].
    pub async fn begin_sms(
        &self,
        session: &Session,
        name: &str,
        phone: &str,
    ) -> Result<SentCode, SecurityError> {
        let number: PhoneNumber = phone.parse().map_err(|error| {
            Violations::at("destination", Violation::new("phone", capital(&format!("{error}"))))
        })?;
        let place = Secret::new(number.as_str().to_owned());
        self.begin_messages(session, FactorKind::Sms, name, place).await
    }

    /// Begins to set up an e-mail address: sends a code to it. See [`Security::confirm_factor`].
    ///
    /// # Errors
    ///
    /// As [`Security::begin_sms`]; also for the address of the account: links to a new password go
    /// there, and whoever reads the mail would have both.
    pub async fn begin_email(
        &self,
        session: &Session,
        name: &str,
        address: &str,
    ) -> Result<SentCode, SecurityError> {
        let wrong = |violation| Violations::at("destination", violation);
        let address = address.trim();
        if Address::new(address).is_err() {
            return Err(wrong(Violation::new("email", "Write an e-mail address")).into());
        }
        let user = self.require_enrolment(session)?;
        let account = self.user(ActorId(user)).await?;
        if account.email.is_some_and(|email| email.eq_ignore_ascii_case(address)) {
            return Err(wrong(own_address()).into());
        }
        let place = Secret::new(address.to_owned());
        self.begin_messages(session, FactorKind::Email, name, place).await
    }

    async fn begin_messages(
        &self,
        session: &Session,
        kind: FactorKind,
        name: &str,
        place: Secret<String>,
    ) -> Result<SentCode, SecurityError> {
        let user = self.require_enrolment(session)?;
        self.require_offered(session, kind)?;
        let name = named(name)?;
        let destination = shown(kind, &place);
        self.take_codes(session, user, kind, &place).await?;
        let destination = Some(destination);
        let draft = Draft { kind, name: &name, secret: &place, destination, credential: None };
        let mut tx = self.db().begin().await?;
        let factor = self.add_pending(&mut tx, session, user, &draft).await?;
        let purpose = ChallengePurpose::Enrol;
        let sending = Sending { user, factor, kind, place: &place, purpose };
        self.send(tx, session, &sending).await
    }

    /// Sends a code to a telephone or an e-mail address that is a factor, or becomes one. The one before is void; wrong
    /// answers stay counted.
    ///
    /// # Errors
    ///
    /// [`SecurityError::TooManyAttempts`] when one was asked for a moment ago, or too often;
    /// [`SecurityError::FactorLocked`], [`SecurityError::FactorOff`] when nobody takes such messages,
    /// [`SecurityError::OneMailbox`] for the address of the account,
    /// [`SecurityError::NotFound`] also for the factor of somebody else, [`SecurityError::PasskeyOnly`],
    /// [`SecurityError::SessionEnded`].
    pub async fn send_code(
        &self,
        session: &Session,
        factor: i64,
    ) -> Result<SentCode, SecurityError> {
        let user = who_answers(session)?;
        if session.needs_passkey() {
            return Err(SecurityError::PasskeyOnly);
        }
        let (found, purpose) = if let Some(found) = self.message_factor(user, factor).await? {
            let half = session.state() == SessionState::Half;
            (found, if half { ChallengePurpose::SignIn } else { ChallengePurpose::StepUp })
        } else if session.awaits_factor() {
            return Err(NO_FACTOR);
        } else {
            self.require_enrolment(session)?;
            let pending = self.pending_factors(session, user).await?;
            let messages = |one: &OpenedFactor| one.id == factor && one.kind != FactorKind::Totp;
            (pending.into_iter().find(messages).ok_or(NO_FACTOR)?, ChallengePurpose::Enrol)
        };
        self.require_offered(session, found.kind)?;
        self.require_other_mailbox(user, &found).await?;
        let locked = self.factors(ActorId(user)).await?;
        if locked.iter().any(|one| one.id == factor && one.locked) {
            return Err(SecurityError::FactorLocked);
        }
        self.take_codes(session, user, found.kind, &found.secret).await?;
        let tx = self.db().begin().await?;
        let OpenedFactor { kind, secret, .. } = found;
        self.send(tx, session, &Sending { user, factor, kind, place: &secret, purpose }).await
    }

    async fn send(
        &self,
        mut tx: crate::db::Tx,
        session: &Session,
        sending: &Sending<'_>,
    ) -> Result<SentCode, SecurityError> {
        let expires_at = self.send_in(&mut tx, session, sending).await?;
        let Sending { factor, kind, place, .. } = *sending;
        let destination = shown(kind, place);
        let note = of(session.note(AuditEvent::CodeSent), kind, factor);
        self.auditor().record(&mut tx, &[note.fact("to", destination.as_str())]).await?;
        tx.commit().await?;
        let resend_at = after(self.now(), self.options().mfa.resend_pause());
        Ok(SentCode { factor, destination, expires_at, resend_at })
    }

    /// A telephone or an e-mail address that is set up.
    pub(super) async fn message_factor(
        &self,
        user: i64,
        factor: i64,
    ) -> Result<Option<OpenedFactor>, SecurityError> {
        let set_up = Condition::eq("id", factor)
            .and(Condition::Not(Box::new(Condition::IsNull("confirmed_at"))));
        let found = self.opened_factors(user, set_up).await?.into_iter().next();
        Ok(found.filter(|found| matches!(found.kind, FactorKind::Sms | FactorKind::Email)))
    }

    /// Takes one of the codes that are left: of the pause between two, of the person, of the destination, of the address
    /// that asks, and of the day.
    async fn take_codes(
        &self,
        session: &Session,
        user: i64,
        kind: FactorKind,
        place: &Secret<String>,
    ) -> Result<(), SecurityError> {
        if !self.can_send(channel(kind)) {
            return Err(SecurityError::FactorOff);
        }
        let rates = self.options().rates;
        let pause = Budget { attempts: 1, window: self.options().mfa.resend_pause() };
        self.attempt(&Subject::code_pause(user), pause).await?;
        self.attempt(&Subject::codes_of(user), rates.code_user).await?;
        self.attempt(&Subject::codes_to(place.expose()), rates.code_destination).await?;
        if let Some(address) = session.asking().address {
            self.attempt(&Subject::address(address).codes(), rates.code_address).await?;
        }
        if kind != FactorKind::Sms {
            return Ok(());
        }
        let spent = self.attempt(&Subject::texts(), rates.texts).await;
        if matches!(spent, Err(SecurityError::TooManyAttempts { .. })) {
            tracing::error!(target: "fab::security", "the text messages of the day are spent; nobody gets a code by them");
            let note = AuditNote::new(AuditEvent::CodeBudgetSpent).outcome(Outcome::Failed);
            let once = Budget { attempts: 1, ..rates.texts };
            self.record_at_most(&Subject::texts().noted(), once, note).await?;
        }
        spent
    }

    pub(super) async fn answer_code(
        &self,
        session: &Session,
        user: i64,
        factor: i64,
        code: &str,
    ) -> Result<Opened, SecurityError> {
        let found = self.message_factor(user, factor).await?.ok_or(SecurityError::WrongCode)?;
        self.require_offered(session, found.kind)?;
        self.require_other_mailbox(user, &found).await?;
        let code = typed::digits(code, digits_of(found.kind)).ok_or(SecurityError::WrongCode)?;
        let purpose = match session.state() {
            SessionState::Half => ChallengePurpose::SignIn,
            _ => ChallengePurpose::StepUp,
        };
        let challenge = self.open_challenge(session, factor, purpose).await?;
        match self.reserve(factor).await? {
            Reserved::Yes => {}
            Reserved::Early(retry_after) => {
                return Err(SecurityError::TooManyAttempts { retry_after });
            }
            Reserved::Locked => return Err(SecurityError::FactorLocked),
            Reserved::Gone => return Err(SecurityError::WrongCode),
        }
        let right = match &challenge {
            Some(challenge) => self.is_right_code(challenge, &code).await?,
            None => false,
        };
        let Some(challenge) = challenge.filter(|_| right) else {
            self.refuse_factor(session, found.kind, factor, "wrong").await?;
            return Err(SecurityError::WrongCode);
        };
        let proven = Proven { method: method(found.kind), factor: Some(factor), step: None };
        let mut tx = self.db().begin().await?;
        self.tell_after_failures(&mut tx, user, factor).await?;
        if !self.consume_code(&mut tx, &challenge.id).await?
            || !self.succeed(&mut tx, factor, None).await?
        {
            tx.rollback().await?;
            self.refuse_factor(session, found.kind, factor, "used before").await?;
            return Err(SecurityError::WrongCode);
        }
        let token = self.accept_in(&mut tx, session, user, &proven).await?;
        tx.commit().await?;
        self.opened(token, session.asking()).await
    }

    /// Whether the code is right that was sent to a destination that is being set up; it is used up then.
    pub(super) async fn is_first_message_code(
        &self,
        session: &Session,
        pending: &OpenedFactor,
        code: &str,
    ) -> Result<bool, SecurityError> {
        let Some(code) = typed::digits(code, digits_of(pending.kind)) else { return Ok(false) };
        let purpose = ChallengePurpose::Enrol;
        let Some(challenge) = self.open_challenge(session, pending.id, purpose).await? else {
            return Ok(false);
        };
        if !self.is_right_code(&challenge, &code).await? {
            return Ok(false);
        }
        let mut tx = self.db().begin().await?;
        let used = self.consume_code(&mut tx, &challenge.id).await?;
        tx.commit().await?;
        Ok(used)
    }
}

/// On which way codes of that kind go.
pub(super) const fn channel(kind: FactorKind) -> Channel {
    match kind {
        FactorKind::Sms => Channel::Text,
        _ => Channel::Mail,
    }
}

pub(super) fn shown(kind: FactorKind, place: &Secret<String>) -> String {
    match kind {
        FactorKind::Sms => place.expose().parse::<PhoneNumber>().map(|n| n.to_string()),
        _ => return masked_address(place.expose()),
    }
    .unwrap_or_default()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
