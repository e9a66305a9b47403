//! How long does a session live, and where? In the database, under the hash of its token.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::crypto::Token;
use crate::db::{DbError, Statement};
use crate::models::{Actor, ActorId, Choice, FieldType, Kind, LoadError, Values};
use crate::security::attempts::{after, before};
use crate::security::audit::printable;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::{
    Beginning, PASSKEYS_SWEPT, PROOF, PROOF_KINDS, Policies, Proof, ROLE_POLICY, ROLE_POLICY_KINDS,
};
use crate::security::roles::{HeldRoles, READ_ROLES, READ_ROLES_KINDS};
use crate::security::rows::SessionState;
use crate::security::session::{Client, Opened, Session};
use crate::security::sign_in::nobody;

/// The user that a session is opened for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) id: i64,
    /// The session dies when the user's epoch is another one.
    pub(crate) epoch: i64,
}

/// A token that is over is shown for so long.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// A session is noted as used at most once in so many seconds.
const TOUCH_SECONDS: i64 = 60;

/// What a client calls itself is cut to so many characters.
pub(crate) const USER_AGENT: usize = 250;

impl Security {
    /// Opens a session that belongs to nobody yet.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn open_anonymous(&self, client: &Client) -> Result<Opened, SecurityError> {
        let token = Token::generate()?;
        let statement = self.insert_session(&token, &Beginning::ANONYMOUS, client);
        self.db().execute(statement).await?;
        self.opened(token, client).await
    }

    /// The statement that makes a session under `token`.
    pub(crate) fn insert_session(
        &self,
        token: &Token,
        beginning: &Beginning<'_>,
        client: &Client,
    ) -> Statement {
        let Beginning { owner, state, methods, proven_at } = *beginning;
        let now = self.now();
        let life = match state {
            SessionState::Half => self.options().mfa.half_life(),
            _ => self.options().session_absolute,
        };
        self.db()
            .writer()
            .push(
                "INSERT INTO fab_sessions (id, user_id, state, epoch, created_at, seen_at, expires_at, \
                 address, user_agent, renew, methods, proven_at) VALUES (",
            )
            .text(&token.digest())
            .push(", ")
            .bind(Kind::Int, owner.map(|owner| owner.id).into())
            .push(", ")
            .text(state.as_str())
            .push(", ")
            .int(owner.map_or(0, |owner| owner.epoch))
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
            .push(", ")
            .bool(false)
            .push(", ")
            .text(methods)
            .push(", ")
            .bind(Kind::Timestamp, proven_at.into())
            .push(")")
            .finish(&[])
    }

    /// The session that was just made under `token`.
    pub(crate) async fn opened(
        &self,
        token: Token,
        client: &Client,
    ) -> Result<Opened, SecurityError> {
        let session = self.read(&token.digest()).await?.ok_or(SecurityError::SessionEnded)?;
        Ok(Opened { token, session: session.asked_by(client) })
    }

    /// The session of that token, with its user, roles and permissions as they are now: one statement, and a
    /// second one at most once a minute.
    ///
    /// # Errors
    ///
    /// When the database fails. A session that ended or never was is no error.
    pub async fn load(&self, token: &str) -> Result<Option<Session>, SecurityError> {
        let Some(token) = Token::parse(token) else { return Ok(None) };
        let Some(session) = self.read(&token.digest()).await? else { return Ok(None) };
        let stale = self.now() - TimeDelta::seconds(TOUCH_SECONDS);
        if session.seen_at <= stale {
            self.touch(&session, stale).await?;
        }
        Ok(Some(session))
    }

    async fn read(&self, id: &str) -> Result<Option<Session>, SecurityError> {
        let now = self.now();
        let statement = self
            .db()
            .writer()
            .push(READ)
            .push(PROOF)
            .push(READ_ROLES)
            .push(ROLE_POLICY)
            .push(READ_FROM)
            .text(id)
            .push(" AND s.expires_at > ")
            .time(now)
            .push(" AND s.seen_at > ")
            .time(before(now, self.options().session_idle))
            .push(" AND (s.user_id IS NULL OR (u.epoch = s.epoch AND u.active = ")
            .bool(true)
            .push("))")
            .finish(&read_kinds());
        let mut found = None;
        let mut roles = HeldRoles::default();
        let mut policies = Policies::default();
        for mut row in self.db().fetch(statement).await? {
            let mut values = Values::new(&mut row);
            let session = read_session(id, &mut values)?;
            found.get_or_insert(session);
            roles.add(&mut values, self.code_roles())?;
            policies.add(&mut values)?;
        }
        Ok(found.map(|session: Session| {
            let proof = session.proof.clone().under(policies, now);
            Session { roles: roles.finish(), proof, ..session }
        }))
    }

    /// Notes that a session is used. Never brings back one that was closed in the meantime.
    async fn touch(&self, session: &Session, stale: DateTime<Utc>) -> Result<(), DbError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_sessions SET seen_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .text(&session.id)
            .push(" AND seen_at <= ")
            .time(stale)
            .finish(&[]);
        self.db().execute(statement).await.map(drop)
    }

    /// Gives a session another token and state; the old token is dead. It ends no later than before.
    ///
    /// # Errors
    ///
    /// [`SecurityError::SessionEnded`], also for all but one of several that try at the same time.
    pub async fn rotate(
        &self,
        session: &Session,
        state: SessionState,
    ) -> Result<Opened, SecurityError> {
        let token = Token::generate()?;
        let now = self.now();
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_sessions SET id = ")
            .text(&token.digest())
            .push(", state = ")
            .text(state.as_str())
            .push(", renew = ")
            .bool(false)
            .push(", seen_at = ")
            .time(now)
            .push(" WHERE id = ")
            .text(&session.id)
            .push(" AND expires_at > ")
            .time(now)
            .finish(&[]);
        if self.db().execute(statement).await? == 0 {
            return Err(SecurityError::SessionEnded);
        }
        let opened = self.read(&token.digest()).await?.ok_or(SecurityError::SessionEnded)?;
        let request = session.request.clone();
        Ok(Opened { token, session: Session { request, ..opened } })
    }

    /// Deletes what has expired: sessions, links, and attempts that count no more. The number of rows.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn sweep_expired(&self) -> Result<u64, SecurityError> {
        let now = self.now();
        let idle = before(now, self.options().session_idle);
        let mut swept = 0;
        for piece in PASSKEYS_SWEPT {
            let statement = self.db().writer().push(piece).time(now).finish(&[]);
            swept += self.db().execute(statement).await?;
        }
        for (piece, instant) in [
            ("DELETE FROM fab_sessions WHERE expires_at <= ", now),
            ("DELETE FROM fab_sessions WHERE seen_at <= ", idle),
            ("DELETE FROM fab_api_tokens WHERE expires_at <= ", before(now, KEPT)),
            ("DELETE FROM fab_one_time_links WHERE expires_at <= ", now),
            ("DELETE FROM fab_departures WHERE expires_at <= ", now),
            ("DELETE FROM fab_login_attempts WHERE window_started_at <= ", self.window_start()),
            ("DELETE FROM fab_factors WHERE confirmed_at IS NULL AND expires_at <= ", now),
            ("DELETE FROM fab_challenges WHERE expires_at <= ", now),
            ("DELETE FROM fab_trusted_devices WHERE expires_at <= ", now),
        ] {
            let statement = self.db().writer().push(piece).time(instant).finish(&[]);
            swept += self.db().execute(statement).await?;
        }
        Ok(swept + self.sweep_outbox().await?)
    }
}

const READ: &str = "SELECT s.state, s.renew, s.created_at, s.seen_at, s.expires_at, s.address, s.user_agent, \
    s.proven_at, s.methods, u.id, u.username, u.display_name, ";
const READ_FROM: &str = " FROM fab_sessions s LEFT JOIN fab_users u ON u.id = s.user_id \
    LEFT JOIN fab_user_roles m ON m.user_id = u.id LEFT JOIN fab_roles r ON r.id = m.role_id \
    LEFT JOIN fab_grants g ON g.role_id = r.id WHERE s.id = ";

fn read_kinds() -> Vec<Kind> {
    let session = [
        Kind::Text,
        Kind::Bool,
        Kind::Timestamp,
        Kind::Timestamp,
        Kind::Timestamp,
        Kind::Text,
        Kind::Text,
        Kind::Timestamp,
        Kind::Text,
        Kind::Int,
        Kind::Text,
        Kind::Text,
    ];
    let roles = READ_ROLES_KINDS.into_iter().chain(ROLE_POLICY_KINDS);
    session.into_iter().chain(PROOF_KINDS).chain(roles).collect()
}

/// A session without its roles, from the first values of a row.
fn read_session(id: &str, values: &mut Values<'_>) -> Result<Session, SecurityError> {
    let state = SessionState::load(values)?;
    let renew = bool::load(values)?;
    let created_at = FieldType::load(values)?;
    let seen_at = FieldType::load(values)?;
    let expires_at = FieldType::load(values)?;
    let client = read_client(values)?;
    let at = Option::load(values)?;
    let methods = String::load(values)?;
    let user = Option::<i64>::load(values)?;
    let username = Option::<String>::load(values)?.unwrap_or_default();
    let name = Option::<String>::load(values)?;
    let proof = Proof { at, methods, ..Proof::load(values)? };
    let actor = match user {
        Some(id) => Actor::person(ActorId(id), name.unwrap_or_else(|| username.clone())),
        None => nobody(),
    };
    let (id, roles) = (id.to_owned(), Vec::new());
    Ok(Session {
        id,
        state,
        renew,
        actor,
        username,
        roles,
        created_at,
        seen_at,
        expires_at,
        client,
        request: None,
        limit: None,
        proof,
    })
}

pub(crate) fn read_client(values: &mut Values<'_>) -> Result<Client, LoadError> {
    let address = Option::<String>::load(values)?;
    let address = address.and_then(|address| address.parse::<IpAddr>().ok());
    Ok(Client { address, user_agent: Option::load(values)?, request_id: None })
}
