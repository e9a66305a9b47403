//! How is a factor set up? Its secret waits on the server until the first right code.

use chrono::{DateTime, Utc};

use crate::db::Tx;
use crate::models::{FieldType, ForeignKey, Kind, Model, Scope, Values, Violation, Violations};
use crate::secret::Secret;
use crate::security::administrators;
use crate::security::attempts::after;
use crate::security::audit::{AuditEvent, Outcome};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::factors::{OpenedFactor, sealed_text};
use crate::security::mfa::kinds::{FactorKind, MfaLevel};
use crate::security::mfa::notices::About;
use crate::security::mfa::rows::Factor;
use crate::security::mfa::totp;
use crate::security::rows::SessionState;
use crate::security::session::{Opened, Session};

/// An authenticator that is being set up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TotpEnrolment {
    /// The number of the factor, for [`Security::confirm_factor`].
    pub factor: i64,
    /// What its owner calls it.
    pub name: String,
    /// In base 32, to be typed into the app. Shown to its owner while the factor is set up, and never again.
    pub secret: Secret<String>,
    /// The same as an `otpauth://` address, for a QR code.
    pub uri: Secret<String>,
    /// Until when the first code has to come.
    pub expires_at: DateTime<Utc>,
}

/// A factor that was set up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Confirmed {
    /// The session, full and under another token.
    pub opened: Opened,
    /// With the first factor: codes to write down, which nobody sees again.
    pub backup_codes: Option<Vec<Secret<String>>>,
}

/// A factor whose owner proved that they have it.
pub(crate) struct Shown {
    pub(crate) kind: FactorKind,
    pub(crate) factor: i64,
    /// The step of an authenticator.
    pub(crate) step: Option<i64>,
}

/// What a factor is made of.
pub(super) struct Draft<'a> {
    pub(super) kind: FactorKind,
    pub(super) name: &'a str,
    pub(super) secret: &'a Secret<String>,
    pub(super) destination: Option<String>,
    /// The name of a passkey.
    pub(super) credential: Option<String>,
}

impl Security {
    /// Begins to set up an authenticator: half a session of somebody who has to, or a fresh one. Whatever else this
    /// session began to set up is void.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFresh`], [`SecurityError::Invalid`] at `name`, [`SecurityError::FactorOff`],
    /// [`SecurityError::SessionEnded`].
    pub async fn begin_totp(
        &self,
        session: &Session,
        name: &str,
    ) -> Result<TotpEnrolment, SecurityError> {
        let user = self.require_enrolment(session)?;
        self.require_offered(session, FactorKind::Totp)?;
        let secret = totp::new_secret()?;
        let name = named(name)?;
        let draft = Draft {
            kind: FactorKind::Totp,
            name: &name,
            secret: &secret,
            destination: None,
            credential: None,
        };
        let mut tx = self.db().begin().await?;
        let factor = self.add_pending(&mut tx, session, user, &draft).await?;
        tx.commit().await?;
        let expires_at = after(self.now(), self.options().mfa.enrolment_life);
        self.totp_enrolment(
            session,
            OpenedFactor {
                id: factor,
                kind: FactorKind::Totp,
                name,
                expires_at: Some(expires_at),
                secret,
            },
        )
    }

    /// The authenticator that this session is setting up, to show it again after a wrong code.
    ///
    /// # Errors
    ///
    /// As [`Security::begin_totp`].
    pub async fn pending_totp(
        &self,
        session: &Session,
    ) -> Result<Option<TotpEnrolment>, SecurityError> {
        let user = self.require_enrolment(session)?;
        let pending = self.pending_factors(session, user).await?;
        let found = pending.into_iter().find(|factor| factor.kind == FactorKind::Totp);
        found.map(|factor| self.totp_enrolment(session, factor)).transpose()
    }

    fn totp_enrolment(
        &self,
        session: &Session,
        factor: OpenedFactor,
    ) -> Result<TotpEnrolment, SecurityError> {
        let OpenedFactor { id, name, secret, expires_at, .. } = factor;
        let app = &self.options().app_name;
        let uri =
            totp::uri(&secret, app, session.username()).ok_or(SecurityError::EnrolmentExpired)?;
        let expires_at = expires_at.ok_or(SecurityError::EnrolmentExpired)?;
        Ok(TotpEnrolment { factor: id, name, secret, uri, expires_at })
    }

    /// Sets a factor up for good by its first right code. The session becomes full and gets another token; all others
    /// of the user end. With the first factor come backup codes.
    ///
    /// # Errors
    ///
    /// [`SecurityError::WrongCode`], after which another one may be typed;
    /// [`SecurityError::EnrolmentExpired`] when it took too long or too many codes, [`SecurityError::OneMailbox`],
    /// [`SecurityError::NotFound`],
    /// [`SecurityError::NotFresh`], [`SecurityError::SessionEnded`].
    pub async fn confirm_factor(
        &self,
        session: &Session,
        factor: i64,
        code: &str,
    ) -> Result<Confirmed, SecurityError> {
        let user = self.require_enrolment(session)?;
        let pending = self.pending_factors(session, user).await?;
        let Some(pending) = pending.into_iter().find(|pending| pending.id == factor) else {
            return Err(SecurityError::EnrolmentExpired);
        };
        self.count_first_code(session, factor).await?;
        let step = self.first_code(session, &pending, code).await?;
        let shown = Shown { kind: pending.kind, factor: pending.id, step };
        self.set_up(session, user, &shown).await
    }

    /// Whether the first code is right; the step of an authenticator.
    async fn first_code(
        &self,
        session: &Session,
        pending: &OpenedFactor,
        code: &str,
    ) -> Result<Option<i64>, SecurityError> {
        let step = match pending.kind {
            FactorKind::Totp => {
                totp::step(&pending.secret, code, self.now(), self.options().mfa.window)
            }
            _ => None,
        };
        if pending.kind == FactorKind::Totp && step.is_some() {
            return Ok(step);
        }
        let message = matches!(pending.kind, FactorKind::Sms | FactorKind::Email);
        if message && self.is_first_message_code(session, pending, code).await? {
            return Ok(None);
        }
        let note = session.note(AuditEvent::FactorRefused).outcome(Outcome::Refused);
        self.record(of(note, pending.kind, pending.id).fact("while", "setting up")).await?;
        Err(SecurityError::WrongCode)
    }

    /// Makes a factor count whose owner proved that they have it.
    pub(crate) async fn set_up(
        &self,
        session: &Session,
        user: i64,
        shown: &Shown,
    ) -> Result<Confirmed, SecurityError> {
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        let Shown { kind, factor, .. } = *shown;
        let before = self.proof_in(&mut tx, user).await?;
        self.mark_confirmed(&mut tx, session, user, shown).await?;
        // The address of the account may have changed since it was begun.
        if kind == FactorKind::Email && self.is_own_mail(&mut tx, user, factor).await? {
            return Err(SecurityError::OneMailbox);
        }
        let backup_codes = match before.factors {
            0 => Some(self.replace_backup_codes(&mut tx, user).await?),
            _ => None,
        };
        let token = self.promote(&mut tx, session, user, method(kind)).await?;
        self.end_others(&mut tx, user, &token).await?;
        forget_reset(&mut tx, user).await?;
        self.tell_of_factor(&mut tx, factor, About::Added).await?;
        let mut notes = vec![of(session.note(AuditEvent::FactorAdded), kind, factor)];
        if session.state() == SessionState::Half {
            tx.execute(self.note_login(user)).await?;
            notes.push(session.note(AuditEvent::SignInOk).actor(session.actor()));
        }
        if backup_codes.is_some() {
            notes.push(session.note(AuditEvent::BackupCodesMade));
        }
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, factor, "a second factor was set up");
        let opened = self.opened(token, session.asking()).await?;
        Ok(Confirmed { opened, backup_codes })
    }

    async fn mark_confirmed(
        &self,
        tx: &mut Tx,
        session: &Session,
        user: i64,
        shown: &Shown,
    ) -> Result<(), SecurityError> {
        let now = self.now();
        let statement = tx
            .writer()
            .push("UPDATE fab_factors SET failures = 0, session = NULL, expires_at = NULL, confirmed_at = ")
            .time(now)
            .push(", last_used_at = ")
            .time(now)
            .push(", last_step = ")
            .bind(Kind::Int, shown.step.into())
            .push(" WHERE id = ")
            .int(shown.factor)
            .push(" AND user_id = ")
            .int(user)
            .push(" AND session = ")
            .text(session.id())
            .push(" AND confirmed_at IS NULL AND expires_at > ")
            .time(now)
            .finish(&[]);
        match tx.execute(statement).await? {
            0 => Err(SecurityError::EnrolmentExpired),
            _ => Ok(()),
        }
    }

    /// Counts a first code; a factor that took too many is void.
    pub(super) async fn count_first_code(
        &self,
        session: &Session,
        factor: i64,
    ) -> Result<(), SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_factors SET failures = failures + 1 WHERE id = ")
            .int(factor)
            .push(" AND confirmed_at IS NULL AND session = ")
            .text(session.id())
            .push(" AND failures < ")
            .int(self.options().mfa.lock_after().into())
            .finish(&[]);
        match self.db().execute(statement).await? {
            0 => Err(SecurityError::EnrolmentExpired),
            _ => Ok(()),
        }
    }

    /// Adds a factor that does not count yet, in place of what this session was setting up before.
    pub(super) async fn add_pending(
        &self,
        tx: &mut Tx,
        session: &Session,
        user: i64,
        draft: &Draft<'_>,
    ) -> Result<i64, SecurityError> {
        let now = self.now();
        administrators::lock(tx).await?;
        let statement = tx
            .writer()
            .push("DELETE FROM fab_factors WHERE user_id = ")
            .int(user)
            .push(" AND confirmed_at IS NULL AND (session = ")
            .text(session.id())
            .push(" OR expires_at <= ")
            .time(now)
            .push(")")
            .finish(&[]);
        tx.execute(statement).await?;
        let statement = tx
            .writer()
            .push("SELECT COUNT(*) FROM fab_factors WHERE user_id = ")
            .int(user)
            .finish(&[Kind::Int]);
        let mut row = tx.fetch(statement).await?.into_iter().next().unwrap_or_default();
        if i64::load(&mut Values::new(&mut row))? >= self.options().mfa.most_factors.into() {
            let many = Violation::new("too_many", "Remove one that you do not use first");
            return Err(Violations::of_row(many).into());
        }
        let factor = Factor {
            id: 0,
            user: ForeignKey::new(user),
            kind: draft.kind,
            name: draft.name.to_owned(),
            secret: Some(sealed_text(user, draft.kind, draft.secret)),
            credential: draft.credential.clone(),
            destination: draft.destination.clone(),
            created_at: now,
            confirmed_at: None,
            last_used_at: None,
            last_step: None,
            failures: 0,
            retry_at: None,
            locked_at: None,
            session: Some(session.id().to_owned()),
            expires_at: Some(after(now, self.options().mfa.enrolment_life)),
        };
        let added = self.store().insert_in(tx, &Scope::system(), factor.to_record()).await?;
        Ok(added.get("id").as_int().unwrap_or_default())
    }

    /// Who may set up a factor with this session: whoever has to and has none, or whoever proved who they are a moment
    /// ago. Where an administrator took the factors away, only by the link.
    pub(crate) fn require_enrolment(&self, session: &Session) -> Result<i64, SecurityError> {
        let user = session.claimed_user().ok_or(SecurityError::SessionEnded)?;
        if session.proof.reset && !session.methods().any(|method| method == LINK) {
            return Err(SecurityError::NotFresh);
        }
        if session.state() == SessionState::Half && session.proof.factors == 0 {
            return Ok(user.0);
        }
        self.require_fresh(session)
    }

    /// Refuses what the site or the roles of the person do not offer.
    pub(crate) fn require_offered(
        &self,
        session: &Session,
        kind: FactorKind,
    ) -> Result<(), SecurityError> {
        let message = matches!(kind, FactorKind::Sms | FactorKind::Email);
        let off = session.proof.policies.level() == MfaLevel::Off
            || message && !self.options().mfa.messages;
        if off { Err(SecurityError::FactorOff) } else { Ok(()) }
    }
}

/// What a session notes of somebody who came by the link that lets them set up factors anew.
pub(super) const LINK: &str = "link";

/// How a kind of factor is written among the methods of a session.
pub(crate) fn method(kind: FactorKind) -> &'static str {
    use crate::models::Choice as _;
    kind.as_str()
}

/// A note about a factor.
pub(super) fn of(
    note: crate::security::audit::AuditNote,
    kind: FactorKind,
    factor: i64,
) -> crate::security::audit::AuditNote {
    note.fact("kind", method(kind)).fact("factor", factor)
}

/// The name of a factor, as it is kept.
pub(super) fn named(name: &str) -> Result<String, SecurityError> {
    let name = name.trim();
    let wrong = if name.is_empty() {
        Violation::new("required", "Give it a name that you know it by")
    } else if name.chars().count() > 80 || name.chars().any(char::is_control) {
        Violation::new("name", "Use at most 80 characters")
    } else {
        return Ok(name.to_owned());
    };
    Err(Violations::at("name", wrong).into())
}

/// A factor is there again: the link that let somebody set it up is dead.
async fn forget_reset(tx: &mut Tx, user: i64) -> Result<(), SecurityError> {
    let statement = tx
        .writer()
        .push("UPDATE fab_users SET factors_reset = ")
        .bool(false)
        .push(" WHERE id = ")
        .int(user)
        .finish(&[]);
    tx.execute(statement).await?;
    Ok(())
}
