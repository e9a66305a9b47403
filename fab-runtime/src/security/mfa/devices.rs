//! Which browsers need not ask for the second factor again? None unless the site allows it, and never for long.
//!
//! A browser is trusted for one person. It keeps a random token, the database its hash. The token takes the place of
//! the second factor at the sign-in by password alone: whoever changes what an account is guarded by still proves it
//! anew, and a role that asks for passkeys asks every time (NIST SP 800-63B-4, 5.1). Trust belongs to the epoch of its
//! owner: whatever ends all of their sessions ends it as well, also where both happen at the same time. Whose password a
//! provider stands for trusts a browser in the same way.

use std::time::Duration;

use chrono::{DateTime, Utc};
use fab_derive::AdminModel;

use crate::crypto::Token;
use crate::db::{DbError, SqlWriter, Tx};
use crate::models::{ActorId, FieldType, ForeignKey, Kind, Model, Values};
use crate::security::administrators;
use crate::security::attempts::{after, before};
use crate::security::audit::{AuditEvent, AuditNote, printable};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::kinds::MfaLevel;
use crate::security::people::User;
use crate::security::session::{Client, Session};
use crate::security::session_store::{Owner, USER_AGENT, read_client};

/// By what a session was opened that no second factor was asked for.
pub(crate) const BY_DEVICE: &str = "password device";

/// The same, where a provider vouched for its owner.
pub(crate) const BY_PROVIDER_AND_DEVICE: &str = "provider device";

/// How a sign-in begins that a trusted browser completes: by the password, or by the word of a provider that saw no
/// second factor itself.
const FIRST: [&str; 2] = ["password", "provider"];

const DAY: u64 = 24 * 60 * 60;

/// A browser that somebody trusts, under the hash of its token.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_trusted_devices")]
pub(crate) struct TrustedRow {
    #[admin(key, max_length = 64)]
    pub(crate) id: String,
    #[admin(column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    /// The epoch of the user when it was trusted.
    pub(crate) epoch: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) used_at: DateTime<Utc>,
    #[admin(index)]
    pub(crate) expires_at: DateTime<Utc>,
    #[admin(max_length = 45)]
    pub(crate) address: Option<String>,
    #[admin(max_length = 250)]
    pub(crate) user_agent: Option<String>,
}

/// A trusted browser in the list that its owner sees.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrustedDevice {
    /// Its name for [`Security::distrust`]; opens nothing.
    pub id: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it last spared its owner the second factor.
    pub used_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// Where it was, and what it called itself.
    pub client: Client,
}

impl TrustedDevice {
    /// Whether it is the one that keeps this token.
    pub fn keeps(&self, token: &str) -> bool {
        Token::parse(token).is_some_and(|token| token.digest() == self.id)
    }
}

impl Security {
    /// For how long a browser may be trusted; `None` where none is.
    pub fn device_life(&self) -> Option<Duration> {
        self.options().mfa.device_life()
    }

    /// Whether the owner of a session may trust a browser: the site allows it, they began with a password or at a
    /// provider, and no role of theirs asks for passkeys. For how long.
    pub fn offers_trust(&self, session: &Session) -> Option<Duration> {
        let allowed = session.proof.factors > 0
            && session.mfa_level() != MfaLevel::PhishingResistant
            && session.methods().any(|method| FIRST.contains(&method));
        self.device_life().filter(|_| allowed)
    }

    /// Trusts the browser of a session whose owner just gave their second factor. The token is for a cookie.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFresh`] where the site or a role does not allow it, or the proof is too old;
    /// [`SecurityError::SessionEnded`].
    pub async fn trust_device(&self, session: &Session) -> Result<Token, SecurityError> {
        let user = self.require_fresh(session)?;
        let life = self.offers_trust(session).ok_or(SecurityError::NotFresh)?;
        let (token, now, client) = (Token::generate()?, self.now(), session.asking());
        let mut tx = self.db().begin().await?;
        // Whatever makes trust void ends sessions as well, under the same lock.
        administrators::lock(&mut tx).await?;
        let alive = tx
            .writer()
            .push(
                "SELECT u.epoch FROM fab_sessions s JOIN fab_users u ON u.id = s.user_id \
                 AND u.epoch = s.epoch WHERE s.id = ",
            )
            .text(session.id())
            .push(" AND u.active = ")
            .bool(true)
            .finish(&[Kind::Int]);
        let Some(mut row) = tx.fetch(alive).await?.into_iter().next() else {
            return Err(SecurityError::SessionEnded);
        };
        let epoch = i64::load(&mut Values::new(&mut row))?;
        let mut notes = self.make_room(&mut tx, session, user).await?;
        let statement = tx
            .writer()
            .push(
                "INSERT INTO fab_trusted_devices (id, user_id, epoch, created_at, used_at, expires_at, address, \
                 user_agent) VALUES (",
            )
            .text(&token.digest())
            .push(", ")
            .int(user)
            .push(", ")
            .int(epoch)
            .push(", ")
            .time(now)
            .push(", ")
            .time(now)
            .push(", ")
            .time(after(now, life))
            .push(", ")
            .optional_text(client.address.map(|address| address.to_string()))
            .push(", ")
            .optional_text(client.user_agent.as_deref().map(|agent| printable(agent, USER_AGENT)))
            .push(")")
            .finish(&[]);
        tx.execute(statement).await?;
        let note = AuditNote::new(AuditEvent::DeviceTrusted).by(By::Session(session));
        notes.push(note.subject(User::NAME, user).fact("hours", life.as_secs() / (DAY / 24)));
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Lets the oldest browsers of a user go, so that with one more there are not too many; what is written down of it.
    async fn make_room(
        &self,
        tx: &mut Tx,
        session: &Session,
        user: i64,
    ) -> Result<Vec<AuditNote>, SecurityError> {
        let statement = tx
            .writer()
            .push("SELECT id FROM fab_trusted_devices WHERE user_id = ")
            .int(user)
            .push(" ORDER BY created_at DESC, used_at DESC, id")
            .finish(&[Kind::Text]);
        let stay = self.options().mfa.most_devices().saturating_sub(1);
        let mut notes = Vec::new();
        for mut row in tx.fetch(statement).await?.into_iter().skip(stay) {
            let id = String::load(&mut Values::new(&mut row))?;
            let statement = tx
                .writer()
                .push("DELETE FROM fab_trusted_devices WHERE id = ")
                .text(&id)
                .finish(&[]);
            tx.execute(statement).await?;
            let note = AuditNote::new(AuditEvent::DeviceDistrusted).by(By::Session(session));
            notes.push(note.subject(User::NAME, user).fact("why", "too many"));
        }
        Ok(notes)
    }

    /// Whether the browser that keeps `token` spares the owner the second factor at this sign-in. A token that is wrong
    /// in any way is as good as none.
    pub(crate) async fn is_trusted(
        &self,
        tx: &mut Tx,
        owner: Owner,
        token: Option<&str>,
    ) -> Result<bool, SecurityError> {
        let Some(life) = self.device_life() else { return Ok(false) };
        let Some(token) = token.and_then(Token::parse) else { return Ok(false) };
        let proof = self.proof_in(tx, owner.id).await?;
        if proof.must_enrol
            || proof.factors == 0
            || proof.policies.level() == MfaLevel::PhishingResistant
        {
            return Ok(false);
        }
        let now = self.now();
        let mut writer = tx.writer();
        writer.push("UPDATE fab_trusted_devices SET used_at = ").time(now);
        writer.push(" WHERE id = ").text(&token.digest()).push(" AND epoch = ").int(owner.epoch);
        let statement = living(writer.push(" AND "), owner.id, now, life).finish(&[]);
        Ok(tx.execute(statement).await? == 1)
    }

    /// The browsers that a user trusts, the last used first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn trusted_devices(
        &self,
        user: ActorId,
    ) -> Result<Vec<TrustedDevice>, SecurityError> {
        let Some(life) = self.device_life() else { return Ok(Vec::new()) };
        let mut writer = self.db().writer();
        writer.push(
            "SELECT id, created_at, used_at, expires_at, address, user_agent FROM fab_trusted_devices \
             WHERE epoch = (SELECT epoch FROM fab_users WHERE id = ",
        );
        writer.int(user.0).push(") AND ");
        let statement = living(&mut writer, user.0, self.now(), life)
            .push(" ORDER BY used_at DESC, id")
            .finish(&[
                Kind::Text,
                Kind::Timestamp,
                Kind::Timestamp,
                Kind::Timestamp,
                Kind::Text,
                Kind::Text,
            ]);
        let mut devices = Vec::new();
        for mut row in self.db().fetch(statement).await? {
            let values = &mut Values::new(&mut row);
            let (id, created_at) = (String::load(values)?, FieldType::load(values)?);
            let (used_at, expires_at) = (FieldType::load(values)?, FieldType::load(values)?);
            let client = read_client(values)?;
            devices.push(TrustedDevice { id, created_at, used_at, expires_at, client });
        }
        Ok(devices)
    }

    /// Trusts a browser of a user no more.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`; [`SecurityError::NotFound`], also for the
    /// browser of somebody else.
    pub async fn distrust(
        &self,
        user: ActorId,
        device: &str,
        by: By<'_>,
    ) -> Result<(), SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        let statement = tx
            .writer()
            .push("DELETE FROM fab_trusted_devices WHERE user_id = ")
            .int(user.0)
            .push(" AND id = ")
            .text(device)
            .finish(&[]);
        if tx.execute(statement).await? == 0 {
            return Err(SecurityError::NotFound { what: "trusted device" });
        }
        let note = AuditNote::new(AuditEvent::DeviceDistrusted).by(by).subject(User::NAME, user);
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Trusts no browser of a user any more; how many there were.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`.
    pub async fn distrust_all(&self, user: ActorId, by: By<'_>) -> Result<u64, SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        let gone = forget_devices(&mut tx, user.0).await?;
        if gone > 0 {
            let note = AuditNote::new(AuditEvent::DeviceDistrusted).by(by);
            let note = note.subject(User::NAME, user).fact("devices", gone);
            self.auditor().record(&mut tx, &[note]).await?;
        }
        tx.commit().await?;
        Ok(gone)
    }
}

/// What is trusted by `user` and not over; also by a life that was made shorter since.
fn living(writer: &mut SqlWriter, user: i64, now: DateTime<Utc>, life: Duration) -> &mut SqlWriter {
    writer
        .push("user_id = ")
        .int(user)
        .push(" AND expires_at > ")
        .time(now)
        .push(" AND created_at > ")
        .time(before(now, life))
}

/// Trusts no browser of a user any more; how many there were.
pub(crate) async fn forget_devices(tx: &mut Tx, user: i64) -> Result<u64, DbError> {
    let statement =
        tx.writer().push("DELETE FROM fab_trusted_devices WHERE user_id = ").int(user).finish(&[]);
    tx.execute(statement).await
}
