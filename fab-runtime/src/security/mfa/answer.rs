//! Was the answer right? Once, for this person, and no more than a few times wrong.

use crate::crypto::Token;
use crate::db::Tx;
use crate::models::Condition;
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, Outcome};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::backup;
use crate::security::mfa::counter::Reserved;
use crate::security::mfa::enrol::{method, of};
use crate::security::mfa::factors::OpenedFactor;
use crate::security::mfa::kinds::FactorKind;
use crate::security::mfa::notices::About;
use crate::security::mfa::totp;
use crate::security::mfa::typed;
use crate::security::rows::SessionState;
use crate::security::session::{Client, Opened, Session};

/// What somebody answers.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Answer<'a> {
    /// The code that an authenticator shows, whichever of theirs.
    Totp(&'a str),
    /// One of the codes that were written down.
    Backup(&'a str),
    /// What the browser said of a passkey, to what [`Security::ask_passkey`] asked.
    Passkey(&'a str),
    /// The code that was sent to a telephone or an e-mail address; see [`Security::send_code`].
    Code {
        /// The number of the factor.
        factor: i64,
        /// What was typed.
        code: &'a str,
    },
}

impl std::fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Totp(_) => "Totp([redacted])",
            Self::Backup(_) => "Backup([redacted])",
            Self::Passkey(_) => "Passkey([redacted])",
            Self::Code { .. } => "Code([redacted])",
        })
    }
}

/// By what somebody proved who they are.
pub(crate) struct Proven {
    pub(crate) method: &'static str,
    pub(crate) factor: Option<i64>,
    /// The step of an authenticator, which counts only once.
    pub(crate) step: Option<i64>,
}

impl Security {
    /// Takes an answer: half a session becomes full, a full one fresh; either gets another token.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongCode`], the same for a wrong code and for one that was used;
    /// [`SecurityError::TooManyAttempts`] in the pause after a wrong one, [`SecurityError::FactorLocked`] after too
    /// many, [`SecurityError::OneMailbox`] for a code that went to the address of the account,
    /// [`SecurityError::SessionEnded`].
    pub async fn answer(
        &self,
        session: &Session,
        answer: Answer<'_>,
        client: &Client,
    ) -> Result<Opened, SecurityError> {
        let session = &session.clone().asked_by(client);
        let user = who_answers(session)?;
        if session.needs_passkey() && !matches!(answer, Answer::Passkey(_)) {
            return Err(SecurityError::PasskeyOnly);
        }
        match answer {
            Answer::Totp(code) => self.answer_totp(session, user, code).await,
            Answer::Backup(code) => self.answer_backup(session, user, code).await,
            Answer::Passkey(response) => self.answer_passkey(session, user, response).await,
            Answer::Code { factor, code } => self.answer_code(session, user, factor, code).await,
        }
    }

    async fn answer_totp(
        &self,
        session: &Session,
        user: i64,
        code: &str,
    ) -> Result<Opened, SecurityError> {
        // What no code looks like is no attempt.
        if typed::digits(code, totp::DIGITS).is_none() {
            return Err(SecurityError::WrongCode);
        }
        let set_up = Condition::eq("kind", method(FactorKind::Totp))
            .and(Condition::Not(Box::new(Condition::IsNull("confirmed_at"))));
        let mut tried: Vec<OpenedFactor> = Vec::new();
        let mut refusal = SecurityError::WrongCode;
        for factor in self.opened_factors(user, set_up).await? {
            match self.reserve(factor.id).await? {
                Reserved::Yes => {}
                Reserved::Early(retry_after) => {
                    refusal = SecurityError::TooManyAttempts { retry_after };
                    continue;
                }
                Reserved::Locked => {
                    if matches!(refusal, SecurityError::WrongCode) {
                        refusal = SecurityError::FactorLocked;
                    }
                    continue;
                }
                Reserved::Gone => continue,
            }
            let window = self.options().mfa.window;
            if let Some(step) = totp::step(&factor.secret, code, self.now(), window) {
                let proven = Proven {
                    method: method(FactorKind::Totp),
                    factor: Some(factor.id),
                    step: Some(step),
                };
                let opened = self.accept(session, user, &proven).await?;
                for other in tried {
                    self.give_back(other.id).await?;
                }
                return Ok(opened);
            }
            tried.push(factor);
        }
        if tried.is_empty() {
            return Err(refusal);
        }
        for factor in tried {
            self.refuse_factor(session, factor.kind, factor.id, "wrong").await?;
        }
        Err(SecurityError::WrongCode)
    }

    /// Backup codes are too long to guess; the budget keeps the database from being asked all day.
    async fn answer_backup(
        &self,
        session: &Session,
        user: i64,
        code: &str,
    ) -> Result<Opened, SecurityError> {
        let code = backup::read(code).ok_or(SecurityError::WrongCode)?;
        let subject = Subject::backup_codes(user);
        self.attempt(&subject, self.options().rates.backup_code).await?;
        let mut tx = self.db().begin().await?;
        if !self.use_backup_code(&mut tx, user, &code).await? {
            tx.rollback().await?;
            let note = session.note(AuditEvent::FactorRefused).outcome(Outcome::Refused);
            self.record(note.fact("kind", BACKUP)).await?;
            return Err(SecurityError::WrongCode);
        }
        let proven = Proven { method: BACKUP, factor: None, step: None };
        let token = self.accept_in(&mut tx, session, user, &proven).await?;
        tx.commit().await?;
        self.forget_attempts(&subject).await?;
        self.opened(token, session.asking()).await
    }

    /// The answer was right; it counts unless it was used before.
    pub(crate) async fn accept(
        &self,
        session: &Session,
        user: i64,
        proven: &Proven,
    ) -> Result<Opened, SecurityError> {
        let mut tx = self.db().begin().await?;
        if let Some(factor) = proven.factor {
            self.tell_after_failures(&mut tx, user, factor).await?;
        }
        if let Some(factor) = proven.factor
            && !self.succeed(&mut tx, factor, proven.step).await?
        {
            tx.rollback().await?;
            self.refuse_factor(session, FactorKind::Totp, factor, "used before").await?;
            return Err(SecurityError::WrongCode);
        }
        let token = self.accept_in(&mut tx, session, user, proven).await?;
        tx.commit().await?;
        self.opened(token, session.asking()).await
    }

    /// Makes the session full and fresh, and writes it down.
    pub(super) async fn accept_in(
        &self,
        tx: &mut Tx,
        session: &Session,
        user: i64,
        proven: &Proven,
    ) -> Result<Token, SecurityError> {
        let token = self.promote(tx, session, user, proven.method).await?;
        let note = |event| {
            let note = session.note(event).actor(session.actor()).fact("by", proven.method);
            proven.factor.into_iter().fold(note, |note, factor| note.fact("factor", factor))
        };
        let mut notes = Vec::new();
        if proven.method == BACKUP {
            notes.push(note(AuditEvent::BackupCodeUsed));
            self.tell_backup_code_used(tx, user).await?;
        }
        if session.state() == SessionState::Half {
            tx.execute(self.note_login(user)).await?;
            notes.push(note(AuditEvent::SignInOk));
        } else {
            notes.push(note(AuditEvent::StepUp));
        }
        self.auditor().record(tx, &notes).await?;
        Ok(token)
    }

    /// Writes a wrong answer down, and locks the factor if it was the last one.
    pub(crate) async fn refuse_factor(
        &self,
        session: &Session,
        kind: FactorKind,
        factor: i64,
        why: &'static str,
    ) -> Result<(), SecurityError> {
        let mut tx = self.db().begin().await?;
        let locked = self.lock_exhausted(&mut tx, factor).await?;
        let note = |event| of(session.note(event).outcome(Outcome::Refused), kind, factor);
        let mut notes = vec![note(AuditEvent::FactorRefused).fact("why", why)];
        if locked {
            notes.push(note(AuditEvent::FactorLocked));
            self.tell_of_factor(&mut tx, factor, About::Locked).await?;
        }
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// How backup codes are written among the methods of a session.
pub(super) const BACKUP: &str = "backup_code";

/// Whose answers a session takes: never a form says it.
pub(super) fn who_answers(session: &Session) -> Result<i64, SecurityError> {
    match (session.claimed_user(), session.state()) {
        (Some(user), SessionState::Half | SessionState::Full) if !session.is_of_a_token() => {
            Ok(user.0)
        }
        _ => Err(SecurityError::SessionEnded),
    }
}
