//! How do factors change and go? Only for somebody who proved who they are a moment ago, and never the last one that is
//! asked for.

use crate::db::{SqlWriter, Tx};
use crate::models::{FieldType, Kind, Model, Values};
use crate::secret::Secret;
use crate::security::administrators;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::backup;
use crate::security::mfa::devices::forget_devices;
use crate::security::mfa::enrol::{named, of};
use crate::security::mfa::kinds::{FactorKind, MfaLevel};
use crate::security::mfa::notices::About;
use crate::security::mfa::rows::Factor;
use crate::security::post::Notice;
use crate::security::session::{Opened, Session};

impl Security {
    /// Calls a factor by another name. The session gets another token.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`] also for the factor of somebody else, [`SecurityError::Invalid`] at `name`,
    /// [`SecurityError::NotFresh`], [`SecurityError::SessionEnded`].
    pub async fn rename_factor(
        &self,
        session: &Session,
        factor: i64,
        name: &str,
    ) -> Result<Opened, SecurityError> {
        let user = self.require_full_and_fresh(session)?;
        let name = named(name)?;
        let kind = self.own_factor(session, user, factor).await?;
        let mut tx = self.db().begin().await?;
        let mut writer = tx.writer();
        writer.push("UPDATE fab_factors SET name = ").text(&name);
        tx.execute(the_factor(writer, user, factor)).await?;
        self.changed(tx, session, user, of(session.note(AuditEvent::FactorRenamed), kind, factor))
            .await
    }

    /// Takes a factor away. All other sessions of the user end, and this one gets another token.
    ///
    /// # Errors
    ///
    /// [`SecurityError::LastFactor`] when none would be left that is enough for the roles of the user, or when the
    /// password is too short to stand alone; [`SecurityError::OneMailbox`] when nothing would be left that counts, because
    /// codes go to the address of the account; [`SecurityError::NotFound`] also for the factor of somebody else,
    /// [`SecurityError::NotFresh`], [`SecurityError::SessionEnded`].
    pub async fn remove_factor(
        &self,
        session: &Session,
        factor: i64,
    ) -> Result<Opened, SecurityError> {
        let user = self.require_full_and_fresh(session)?;
        let kind = self.own_factor(session, user, factor).await?;
        let mut tx = self.db().begin().await?;
        // Two that go at the same time see each other.
        administrators::lock(&mut tx).await?;
        self.tell_of_factor(&mut tx, factor, About::Removed).await?;
        let mut writer = tx.writer();
        writer.push("DELETE FROM fab_factors");
        if tx.execute(the_factor(writer, user, factor)).await? == 0 {
            return Err(NO_FACTOR);
        }
        let left = self.proof_in(&mut tx, user).await?;
        let (counted, void) = self.counted_in(&mut tx, user).await?;
        if counted == 0 && void > 0 {
            return Err(SecurityError::OneMailbox);
        }
        let enough = match left.policies.level() {
            MfaLevel::Off | MfaLevel::Optional => counted > 0 || !is_short(&mut tx, user).await?,
            // What was never enough can go, as long as something stays.
            MfaLevel::PhishingResistant if kind == FactorKind::Passkey => left.passkeys > 0,
            MfaLevel::Required | MfaLevel::PhishingResistant => counted > 0,
        };
        if !enough {
            return Err(SecurityError::LastFactor);
        }
        if left.factors == 0 {
            tx.execute(backup::forget(tx.writer(), user)).await?;
        }
        let token = self.renew(&mut tx, session, user, "").await?;
        let ended = self.end_others(&mut tx, user, &token).await?;
        let note = of(session.note(AuditEvent::FactorRemoved), kind, factor);
        self.auditor().record(&mut tx, &[note.fact("sessions", ended)]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, factor, "a second factor was removed");
        self.opened(token, session.asking()).await
    }

    /// Lets a factor be answered again that was answered wrongly too often, because its owner proved who they are by
    /// another one.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`] also for the factor of somebody else, [`SecurityError::NotFresh`],
    /// [`SecurityError::SessionEnded`].
    pub async fn unlock_factor(
        &self,
        session: &Session,
        factor: i64,
    ) -> Result<Opened, SecurityError> {
        let user = self.require_full_and_fresh(session)?;
        let kind = self.own_factor(session, user, factor).await?;
        if kind == FactorKind::Passkey {
            // It is locked because there may be a copy of it, which another proof does not take out of the world.
            return Err(SecurityError::WrongPasskey);
        }
        let mut tx = self.db().begin().await?;
        let mut writer = tx.writer();
        writer.push("UPDATE fab_factors SET failures = 0, retry_at = NULL, locked_at = NULL");
        tx.execute(the_factor(writer, user, factor)).await?;
        self.changed(tx, session, user, of(session.note(AuditEvent::FactorUnlocked), kind, factor))
            .await
    }

    /// Makes new backup codes; the old ones are void. Nobody sees them again.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`] for somebody without a factor that they could stand in for,
    /// [`SecurityError::NotFresh`], [`SecurityError::SessionEnded`].
    pub async fn new_backup_codes(
        &self,
        session: &Session,
    ) -> Result<Vec<Secret<String>>, SecurityError> {
        let user = self.require_full_and_fresh(session)?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        if self.proof_in(&mut tx, user).await?.factors == 0 {
            return Err(NO_FACTOR);
        }
        let codes = self.replace_backup_codes(&mut tx, user).await?;
        forget_devices(&mut tx, user).await?;
        self.tell(&mut tx, user, Notice::BackupCodesMade).await?;
        let note = session.note(AuditEvent::BackupCodesMade);
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        Ok(codes)
    }

    fn require_full_and_fresh(&self, session: &Session) -> Result<i64, SecurityError> {
        if session.is_full() {
            self.require_fresh(session)
        } else {
            Err(SecurityError::SessionEnded)
        }
    }

    /// The kind of a factor of that user. What belongs to somebody else is not there, and that it was asked for is on
    /// record.
    async fn own_factor(
        &self,
        session: &Session,
        user: i64,
        factor: i64,
    ) -> Result<FactorKind, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT kind, user_id FROM fab_factors WHERE confirmed_at IS NOT NULL AND id = ")
            .int(factor)
            .finish(&[Kind::Text, Kind::Int]);
        let found = self.db().fetch(statement).await?.into_iter().next();
        let Some(mut row) = found else { return Err(NO_FACTOR) };
        let mut values = Values::new(&mut row);
        let kind = FactorKind::load(&mut values)?;
        if i64::load(&mut values)? == user {
            return Ok(kind);
        }
        self.record_denial(session, "the factor of somebody else", Some(Factor::NAME)).await?;
        Err(NO_FACTOR)
    }

    async fn changed(
        &self,
        mut tx: Tx,
        session: &Session,
        user: i64,
        note: AuditNote,
    ) -> Result<Opened, SecurityError> {
        forget_devices(&mut tx, user).await?;
        let token = self.renew(&mut tx, session, user, "").await?;
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        self.opened(token, session.asking()).await
    }
}

pub(super) const NO_FACTOR: SecurityError = SecurityError::NotFound { what: Factor::NAME };

fn the_factor(mut writer: SqlWriter, user: i64, factor: i64) -> crate::db::Statement {
    writer
        .push(" WHERE confirmed_at IS NOT NULL AND id = ")
        .int(factor)
        .push(" AND user_id = ")
        .int(user)
        .finish(&[])
}

/// Whether the password of a user is one that was only allowed beside a second factor.
pub(super) async fn is_short(tx: &mut Tx, user: i64) -> Result<bool, SecurityError> {
    let statement = tx
        .writer()
        .push("SELECT short FROM fab_credentials WHERE user_id = ")
        .int(user)
        .finish(&[Kind::Bool]);
    let Some(mut row) = tx.fetch(statement).await?.into_iter().next() else { return Ok(false) };
    Ok(bool::load(&mut Values::new(&mut row))?)
}
