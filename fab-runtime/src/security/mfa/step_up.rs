//! Is it still them? Whoever changes what an account is guarded by proves it anew, also in a living session.

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::Tx;
use crate::models::{ActorId, Model, Violation, Violations};
use crate::security::attempts::before;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::kinds::MfaLevel;
use crate::security::password::{MIN_LENGTH, Password, PasswordRules};
use crate::security::people::User;
use crate::security::rows::SessionState;
use crate::security::session::{Opened, Session};
use crate::security::sign_in::nobody;

impl Session {
    /// Whether a second factor has to follow: half a session of somebody who has one.
    pub fn awaits_factor(&self) -> bool {
        self.state() == SessionState::Half && self.proof.factors > 0
    }

    /// Whether a second factor is asked for, the days of grace are over, and none is there that is enough. Then
    /// [`Session::is_full`] is `false`, whatever else was proven.
    pub const fn must_enrol(&self) -> bool {
        self.proof.must_enrol
    }

    /// Whether a role asks for a passkey and the owner has one: then nothing else is enough.
    pub fn needs_passkey(&self) -> bool {
        self.mfa_level() == MfaLevel::PhishingResistant && self.proof.passkeys > 0
    }

    /// Whose session it is; also of one that is only half, whose owner has proven no more than the password.
    pub const fn claimed_user(&self) -> Option<ActorId> {
        self.actor().id
    }

    /// When its owner last proved who they are, by all that is asked of them.
    pub const fn proven_at(&self) -> Option<DateTime<Utc>> {
        self.proof.at
    }

    /// By what its owner proved who they are: `password`, `totp`, `backup_code`, ...
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.proof.methods.split(' ').filter(|method| !method.is_empty())
    }

    /// Until when its owner can do without the second factor that is asked for.
    pub fn grace_until(&self) -> Option<DateTime<Utc>> {
        self.proof.grace_until(self.seen_at())
    }

    /// The strictest that the roles of its owner ask for.
    pub fn mfa_level(&self) -> MfaLevel {
        self.proof.policies.level()
    }

    /// The owner, if they gave all the proof they can; also of somebody who still has to set up a factor.
    pub(crate) fn signed_in(&self) -> Result<i64, SecurityError> {
        match self.claimed_user() {
            Some(ActorId(user)) if self.state() == SessionState::Full && !self.is_of_a_token() => {
                Ok(user)
            }
            _ => Err(SecurityError::SessionEnded),
        }
    }

    /// What is written down of something that somebody tried with it. Half a session names nobody as who did it.
    pub(crate) fn note(&self, event: AuditEvent) -> AuditNote {
        let note = AuditNote::new(event).origin(&self.origin());
        let note = match self.state() {
            SessionState::Full => note.actor(self.actor()),
            _ => note.actor(&nobody()),
        };
        self.claimed_user().into_iter().fold(note, |note, user| note.subject(User::NAME, user))
    }
}

impl Security {
    /// Whether the owner of a session proved who they are a moment ago, by a factor if they have one.
    pub fn is_fresh(&self, session: &Session) -> bool {
        let since = before(self.now(), self.options().mfa.step_up_life);
        session.signed_in().is_ok()
            && session.proven_at().is_some_and(|at| at > since && at <= self.now() + SLACK)
    }

    /// Whether the owner of a session shows a second factor anew before the password or the address of the account
    /// changes; who has none types the password there.
    pub fn owes_proof(&self, session: &Session) -> bool {
        session.proof.factors > 0 && !self.is_fresh(session)
    }

    /// The owner of a session who may change what the account is guarded by.
    pub(crate) fn require_fresh(&self, session: &Session) -> Result<i64, SecurityError> {
        let user = session.signed_in()?;
        if self.is_fresh(session) { Ok(user) } else { Err(SecurityError::NotFresh) }
    }

    /// Lets somebody who has no second factor prove by the password that it is still them. The session gets another
    /// token.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFresh`] for somebody who has a factor, and answers that one with [`Security::answer`];
    /// [`SecurityError::WrongCredentials`], [`SecurityError::TooManyAttempts`], [`SecurityError::SessionEnded`].
    pub async fn step_up_by_password(
        &self,
        session: &Session,
        password: Password,
    ) -> Result<Opened, SecurityError> {
        let user = session.signed_in()?;
        if session.proof.factors > 0 {
            return Err(SecurityError::NotFresh);
        }
        // Counted like a sign-in.
        self.confirm_password(session, password).await?;
        let mut tx = self.db().begin().await?;
        let token = self.promote(&mut tx, session, user, "password").await?;
        let note = session.note(AuditEvent::StepUp).fact("by", "password");
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        self.opened(token, session.asking()).await
    }
}

impl Security {
    /// The rules for a new password of that user: a shorter one does beside a second factor.
    pub(crate) async fn rules_for(
        &self,
        user: i64,
        username: &str,
    ) -> Result<PasswordRules, SecurityError> {
        let rules = self.password_rules(username);
        let alone = self.factors(ActorId(user)).await?.iter().all(|factor| factor.own_mailbox);
        Ok(if alone { rules } else { rules.beside_a_factor() })
    }

    /// Refuses a short password where the second factor beside it is gone by now.
    pub(crate) async fn require_factor_beside(
        &self,
        tx: &mut Tx,
        user: i64,
        short: bool,
    ) -> Result<(), SecurityError> {
        if short && self.counted_in(tx, user).await?.0 == 0 {
            let text = format!("Use at least {MIN_LENGTH} characters");
            return Err(Violations::at("password", Violation::new("too_short", text)).into());
        }
        Ok(())
    }
}

/// Clocks of several servers may differ by so much.
const SLACK: TimeDelta = TimeDelta::minutes(1);
