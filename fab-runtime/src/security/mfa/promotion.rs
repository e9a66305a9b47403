//! How does a session come to more than it was? Under a new token, in the transaction of what it is owed to.

use chrono::{DateTime, Utc};

use crate::crypto::Token;
use crate::db::Tx;
use crate::models::{Choice, Kind};
use crate::security::attempts::after;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::devices::forget_devices;
use crate::security::rows::SessionState;
use crate::security::session::Session;
use crate::security::session_store::Owner;

/// How a session begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beginning<'a> {
    pub(crate) owner: Option<Owner>,
    pub(crate) state: SessionState,
    /// By what its owner proved who they are, and when, if that is all that is asked of them.
    pub(crate) methods: &'a str,
    pub(crate) proven_at: Option<DateTime<Utc>>,
}

impl Beginning<'_> {
    /// Nobody, yet.
    pub(crate) const ANONYMOUS: Self =
        Self { owner: None, state: SessionState::Anonymous, methods: "", proven_at: None };
}

/// What a session proves after it moved on.
struct NewProof<'a> {
    /// By what its owner proved themselves just now; empty, where they did not.
    method: &'a str,
    state: SessionState,
    proven_at: Option<DateTime<Utc>>,
    ends: DateTime<Utc>,
}

/// A provider saw two factors: the session needs none of ours, unless a role asks for passkeys.
pub(crate) const PROVIDER: &str = "provider_mfa";

impl Security {
    /// How the session of somebody begins who proved who they are by `method`: half, where a second factor has to follow
    /// or to be set up.
    pub(crate) async fn beginning<'a>(
        &self,
        tx: &mut Tx,
        owner: Owner,
        method: &'a str,
    ) -> Result<Beginning<'a>, SecurityError> {
        let proof = self.proof_in(tx, owner.id).await?;
        let seen = method == PROVIDER && proof.policies.takes_word_of_provider();
        let half = (proof.factors > 0 || proof.must_enrol) && !seen;
        Ok(Beginning {
            owner: Some(owner),
            state: if half { SessionState::Half } else { SessionState::Full },
            methods: method,
            proven_at: (!half).then(|| self.now()),
        })
    }

    /// Makes a session full and fresh, by `method`, under another token; the old one is dead. Half a session begins to
    /// live as long as a full one.
    pub(super) async fn promote(
        &self,
        tx: &mut Tx,
        session: &Session,
        user: i64,
        method: &str,
    ) -> Result<Token, SecurityError> {
        let now = self.now();
        let ends = match session.state() {
            SessionState::Half => after(now, self.options().session_absolute),
            _ => session.expires_at(),
        };
        let proof = NewProof { method, state: SessionState::Full, proven_at: Some(now), ends };
        self.move_on(tx, session, user, proof).await
    }

    /// Gives a session another token, because something changed; the old one is dead. It proves no more than before.
    pub(super) async fn renew(
        &self,
        tx: &mut Tx,
        session: &Session,
        user: i64,
        method: &str,
    ) -> Result<Token, SecurityError> {
        let proof = NewProof {
            method,
            state: session.state(),
            proven_at: session.proof.at,
            ends: session.expires_at(),
        };
        self.move_on(tx, session, user, proof).await
    }

    async fn move_on(
        &self,
        tx: &mut Tx,
        session: &Session,
        user: i64,
        proof: NewProof<'_>,
    ) -> Result<Token, SecurityError> {
        let token = Token::generate()?;
        let now = self.now();
        let statement = tx
            .writer()
            .push("UPDATE fab_sessions SET id = ")
            .text(&token.digest())
            .push(", state = ")
            .text(proof.state.as_str())
            .push(", renew = ")
            .bool(false)
            .push(", seen_at = ")
            .time(now)
            .push(", proven_at = ")
            .bind(Kind::Timestamp, proof.proven_at.into())
            .push(", methods = ")
            .text(&with(&session.proof.methods, proof.method))
            .push(", expires_at = ")
            .time(proof.ends)
            .push(" WHERE id = ")
            .text(session.id())
            .push(" AND user_id = ")
            .int(user)
            .push(" AND state = ")
            .text(session.state().as_str())
            .push(" AND expires_at > ")
            .time(now)
            .finish(&[]);
        match tx.execute(statement).await? {
            0 => Err(SecurityError::SessionEnded),
            _ => Ok(token),
        }
    }

    /// Ends every session of a user but one, and forgets their trusted browsers, because something that guards the
    /// account changed; also those that are being opened at this moment, by what was asked for before.
    pub(super) async fn end_others(
        &self,
        tx: &mut Tx,
        user: i64,
        kept: &Token,
    ) -> Result<u64, SecurityError> {
        let statement = tx
            .writer()
            .push("DELETE FROM fab_sessions WHERE user_id = ")
            .int(user)
            .push(" AND id <> ")
            .text(&kept.digest())
            .finish(&[]);
        let ended = tx.execute(statement).await?;
        forget_devices(tx, user).await?;
        let statement = tx
            .writer()
            .push("UPDATE fab_sessions SET epoch = epoch + 1 WHERE id = ")
            .text(&kept.digest())
            .finish(&[]);
        tx.execute(statement).await?;
        let statement = tx
            .writer()
            .push("UPDATE fab_users SET epoch = epoch + 1 WHERE id = ")
            .int(user)
            .finish(&[]);
        tx.execute(statement).await?;
        Ok(ended)
    }
}

/// `methods`, with `method` among them, once.
fn with(methods: &str, method: &str) -> String {
    let mut all: Vec<&str> = methods.split(' ').filter(|one| !one.is_empty()).collect();
    if !method.is_empty() && !all.contains(&method) {
        all.push(method);
    }
    all.join(" ")
}
