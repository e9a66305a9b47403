//! What if every factor is lost? Somebody who may takes them away, and never gets to see or choose new ones.

use crate::crypto::Token;
use crate::db::Tx;
use crate::models::{ActorId, Model, Permission, Violation, Violations};
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::grants::Grants;
use crate::security::links::NewLink;
use crate::security::mfa::backup;
use crate::security::mfa::enrol::LINK;
use crate::security::people::User;
use crate::security::post::Notice;
use crate::security::rows::{LinkPurpose, SessionState};
use crate::security::session::{Opened, Session};
use crate::security::token_end::withdraw_tokens;
use crate::security::users::end_sessions;

/// The most characters of a reason.
const LONGEST_REASON: usize = 300;

impl User {
    /// To take the second factors of others away, so that they set up new ones by a link.
    pub const RESET_MFA: Permission = Permission::action(Self::NAME, "reset_mfa");
}

impl Security {
    /// How long the link works that [`Security::reset_factors`] makes.
    pub fn enrolment_link_life(&self) -> std::time::Duration {
        self.options().mfa.link_life()
    }

    /// Takes every second factor and every backup code of a user away, ends all of their sessions and withdraws their
    /// tokens. Until they set up a new factor, the password opens nothing: only who has it and this link, which works once. Of several who do so
    /// at the same time one succeeds, and whoever took the last factor away before leaves nothing to reset.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NoFactors`] where there is none; [`SecurityError::Escalation`] for one's own factors, without the
    /// permission [`User::RESET_MFA`], and when the user may do more than `by`; [`SecurityError::NotFresh`],
    /// [`SecurityError::NotFound`], and [`SecurityError::Invalid`] at `reason`.
    pub async fn reset_factors(
        &self,
        user: ActorId,
        reason: &str,
        by: By<'_>,
    ) -> Result<Token, SecurityError> {
        self.require_other_and_fresh(user, by)?;
        let reason = given(reason)?;
        let mut tx = self.begin_reset(user, by).await?;
        if self.proof_in(&mut tx, user.0).await?.factors == 0 {
            return Err(SecurityError::NoFactors);
        }
        let gone = forget_factors(&mut tx, user.0).await?;
        end_sessions(&mut tx, user.0).await?;
        let statement = tx
            .writer()
            .push("DELETE FROM fab_one_time_links WHERE user_id = ")
            .int(user.0)
            .finish(&[]);
        tx.execute(statement).await?;
        let statement = tx
            .writer()
            .push("UPDATE fab_users SET factors_reset = ")
            .bool(true)
            .push(" WHERE id = ")
            .int(user.0)
            .finish(&[]);
        tx.execute(statement).await?;
        let life = self.options().mfa.link_life();
        let new = NewLink::of(LinkPurpose::Enrol, Some(user.0), life);
        let token = self.insert_link(&mut tx, new).await?;
        self.tell(&mut tx, user.0, Notice::FactorsReset).await?;
        let note = |event| AuditNote::new(event).by(by).subject(User::NAME, user);
        let reset = note(AuditEvent::FactorsReset).fact("factors", gone).fact("reason", reason);
        let mut notes = vec![reset];
        let revoked = note(AuditEvent::TokenRevoked);
        notes.extend(withdraw_tokens(&mut tx, user.0, revoked, "factors reset").await?);
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user = user.0, "second factors were taken away");
        Ok(token)
    }

    /// Makes another link for somebody whose factors were taken away, because the one before was lost or is too old. That
    /// one is dead, and with it what was begun by it: all sessions of the user end.
    ///
    /// # Errors
    ///
    /// As [`Security::reset_factors`]; [`SecurityError::NoFactors`] for somebody whose factors nobody took away, or who
    /// has new ones.
    pub async fn renew_enrolment_link(
        &self,
        user: ActorId,
        reason: &str,
        by: By<'_>,
    ) -> Result<Token, SecurityError> {
        self.require_other_and_fresh(user, by)?;
        let reason = given(reason)?;
        let mut tx = self.begin_reset(user, by).await?;
        if !self.proof_in(&mut tx, user.0).await?.reset {
            return Err(SecurityError::NoFactors);
        }
        // Also of whoever came by the old link, and waits for nothing but a factor.
        end_sessions(&mut tx, user.0).await?;
        let life = self.options().mfa.link_life();
        let new = NewLink::of(LinkPurpose::Enrol, Some(user.0), life);
        let token = self.replace_link(&mut tx, new).await?;
        let note = AuditNote::new(AuditEvent::LinkMade).by(by).subject(User::NAME, user);
        let note = note.fact("purpose", "enrol").fact("reason", reason);
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Nobody does this to themselves, and whoever does it proved who they are a moment ago.
    fn require_other_and_fresh(&self, user: ActorId, by: By<'_>) -> Result<(), SecurityError> {
        let By::Session(session) = by else { return Ok(()) };
        if session.user() == Some(user) {
            return Err(SecurityError::Escalation);
        }
        self.require_fresh(session).map(drop)
    }

    /// A transaction in which `by` may take the factors of a user away, and nobody else changes them.
    async fn begin_reset(&self, user: ActorId, by: By<'_>) -> Result<Tx, SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user.0).await?;
        let wanted: Grants = [User::RESET_MFA].into_iter().collect();
        authority.require(&mut tx, self.code_roles(), &wanted).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        Ok(tx)
    }

    /// Lets half a session, whose owner knows the password, set up a factor anew. The link is used up, and the session
    /// gets another token.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`], also for the link of somebody else; [`SecurityError::SessionEnded`].
    pub async fn redeem_enrolment(
        &self,
        session: &Session,
        token: &str,
    ) -> Result<Opened, SecurityError> {
        let (Some(user), SessionState::Half) = (session.claimed_user(), session.state()) else {
            return Err(SecurityError::SessionEnded);
        };
        if self.living_link(token, LinkPurpose::Enrol).await?.user != Some(user.0) {
            return Err(SecurityError::DeadLink);
        }
        let mut tx = self.db().begin().await?;
        self.consume(&mut tx, token, LinkPurpose::Enrol).await?;
        let token = self.renew(&mut tx, session, user.0, LINK).await?;
        let note = session.note(AuditEvent::LinkUsed).fact("purpose", "enrol");
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        self.opened(token, session.asking()).await
    }
}

/// Forgets every factor of a user, and what belongs to them; how many there were.
pub(super) async fn forget_factors(tx: &mut Tx, user: i64) -> Result<u64, SecurityError> {
    let statement =
        tx.writer().push("DELETE FROM fab_factors WHERE user_id = ").int(user).finish(&[]);
    let taken = tx.execute(statement).await?;
    tx.execute(backup::forget(tx.writer(), user)).await?;
    let statement =
        tx.writer().push("DELETE FROM fab_challenges WHERE user_id = ").int(user).finish(&[]);
    tx.execute(statement).await?;
    Ok(taken)
}

fn given(reason: &str) -> Result<&str, SecurityError> {
    let reason = reason.trim();
    let wrong = if reason.is_empty() {
        Violation::new("required", "Say why; it stands in the audit log")
    } else if reason.chars().count() > LONGEST_REASON {
        Violation::new("too_long", format!("Use at most {LONGEST_REASON} characters"))
    } else {
        return Ok(reason);
    };
    Err(Violations::at("reason", wrong).into())
}
