//! How does a session end before its time, and who sees which ones there are?

use crate::db::{DbError, Tx};
use crate::models::{ActorId, FieldType, Kind, LoadError, Model, Values};
use crate::security::administrators;
use crate::security::attempts::before;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::forget_devices;
use crate::security::people::User;
use crate::security::rows::SessionState;
use crate::security::session::{Session, SessionInfo};
use crate::security::session_store::read_client;
use crate::security::token_end::withdraw_tokens;

/// Which sessions of a user are ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended<'a> {
    /// All of them.
    All,
    /// The one that [`Security::list`] shows under this name.
    One(&'a str),
    /// All but the one of this name.
    AllBut(&'a str),
}

impl Security {
    /// Ends a session because its owner signs out.
    ///
    /// # Errors
    ///
    /// When the database fails. A session that ended before is no error.
    pub async fn sign_out(&self, session: &Session) -> Result<(), SecurityError> {
        let mut tx = self.db().begin().await?;
        let statement =
            tx.writer().push("DELETE FROM fab_sessions WHERE id = ").text(&session.id).finish(&[]);
        if tx.execute(statement).await? > 0 && session.is_full() {
            let note = AuditNote::new(AuditEvent::SignOut).by(By::Session(session));
            self.auditor().record(&mut tx, &[note]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Ends a session that another one takes the place of.
    ///
    /// # Errors
    ///
    /// When the database fails. A session that ended before is no error.
    pub async fn close(&self, session: &Session) -> Result<(), SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("DELETE FROM fab_sessions WHERE id = ")
            .text(&session.id)
            .finish(&[]);
        self.db().execute(statement).await?;
        Ok(())
    }

    /// Ends sessions of a user at once; how many. Requests that run meanwhile bring none of them back. Unless it is one
    /// alone, no browser of theirs is trusted any more. Where somebody else ends them all, the tokens of the user are
    /// withdrawn as well; who ends their own keeps them.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`.
    pub async fn end(
        &self,
        user: ActorId,
        which: Ended<'_>,
        by: By<'_>,
    ) -> Result<u64, SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        let mut writer = tx.writer();
        writer.push("DELETE FROM fab_sessions WHERE user_id = ").int(user.0);
        match which {
            Ended::All => {}
            Ended::One(id) => {
                writer.push(" AND id = ").text(id);
            }
            Ended::AllBut(id) => {
                writer.push(" AND id <> ").text(id);
            }
        }
        let ended = tx.execute(writer.finish(&[])).await?;
        if !matches!(which, Ended::One(_)) {
            forget_devices(&mut tx, user.0).await?;
        }
        if which == Ended::All {
            // Also the one that is being opened at this moment.
            let statement = tx
                .writer()
                .push("UPDATE fab_users SET epoch = epoch + 1 WHERE id = ")
                .int(user.0)
                .finish(&[]);
            tx.execute(statement).await?;
        }
        let note = |event| AuditNote::new(event).by(by).subject(User::NAME, user);
        let mut notes = Vec::new();
        if ended > 0 || which == Ended::All {
            notes.push(note(AuditEvent::SessionEnded).fact("sessions", ended));
        }
        let own = matches!(by, By::Session(session) if session.user() == Some(user));
        if which == Ended::All && !own {
            let note = note(AuditEvent::TokenRevoked);
            notes.extend(withdraw_tokens(&mut tx, user.0, note, "sessions ended").await?);
        }
        if !notes.is_empty() {
            self.auditor().record(&mut tx, &notes).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// The sessions of a user that are alive, the last used first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list(&self, user: ActorId) -> Result<Vec<SessionInfo>, SecurityError> {
        let now = self.now();
        let statement = self
            .db()
            .writer()
            .push(
                "SELECT s.id, s.state, s.created_at, s.seen_at, s.address, s.user_agent FROM fab_sessions s \
                 JOIN fab_users u ON u.id = s.user_id AND u.epoch = s.epoch WHERE s.user_id = ",
            )
            .int(user.0)
            .push(" AND s.expires_at > ")
            .time(now)
            .push(" AND s.seen_at > ")
            .time(before(now, self.options().session_idle))
            .push(" ORDER BY s.seen_at DESC, s.id")
            .finish(&[
                Kind::Text,
                Kind::Text,
                Kind::Timestamp,
                Kind::Timestamp,
                Kind::Text,
                Kind::Text,
            ]);
        let rows = self.db().fetch(statement).await?;
        rows.into_iter().map(|mut row| Ok(read_info(&mut Values::new(&mut row))?)).collect()
    }
}

/// Lets every session of a user get another token with its next request.
pub(crate) async fn renew_sessions(tx: &mut Tx, user: i64) -> Result<(), DbError> {
    let statement = tx
        .writer()
        .push("UPDATE fab_sessions SET renew = ")
        .bool(true)
        .push(" WHERE user_id = ")
        .int(user)
        .finish(&[]);
    tx.execute(statement).await.map(drop)
}

fn read_info(values: &mut Values<'_>) -> Result<SessionInfo, LoadError> {
    let id = String::load(values)?;
    let half = SessionState::load(values)? == SessionState::Half;
    let created_at = FieldType::load(values)?;
    let seen_at = FieldType::load(values)?;
    Ok(SessionInfo { id, half, created_at, seen_at, client: read_client(values)? })
}
