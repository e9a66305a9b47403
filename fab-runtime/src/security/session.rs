//! Who is at the other end? A session as it was when the request came in.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::crypto::Token;
use crate::crypto::token::digest;
use crate::models::{Actor, ActorId, Origin, Permission};
use crate::security::grants::Grants;
use crate::security::mfa::Proof;
use crate::security::role_spec::ADMIN;
use crate::security::rows::SessionState;

/// Where a request came from, as far as it can be believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The client's address; the server decides which header to believe.
    pub address: Option<IpAddr>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
    /// Names the request in logs.
    pub request_id: Option<String>,
}

impl Client {
    /// What the audit log keeps of it.
    pub fn origin(&self) -> Origin {
        Origin {
            address: self.address,
            user_agent: self.user_agent.clone(),
            session: None,
            request_id: self.request_id.clone(),
        }
    }
}

/// A role that somebody holds, with what it may do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeldRole {
    /// The key of the role.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it may do: by the program and by the database together.
    pub grants: Grants,
}

/// A session that is alive: who, since when, and what they may do.
#[derive(Debug, Clone)]
pub struct Session {
    pub(crate) id: String,
    pub(crate) state: SessionState,
    /// The roles of its owner changed: it gets another token with the next request.
    pub(crate) renew: bool,
    pub(crate) actor: Actor,
    pub(crate) username: String,
    pub(crate) roles: Vec<HeldRole>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) seen_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) client: Client,
    /// Of the request at hand, which may come from elsewhere than the first one.
    pub(crate) request: Option<Client>,
    /// What a token may do; the person behind it may do more.
    pub(crate) limit: Option<Grants>,
    /// What its owner proved and has, and what is asked of them.
    pub(crate) proof: Proof,
}

impl Session {
    /// How far the client has proven who it is.
    pub const fn state(&self) -> SessionState {
        self.state
    }

    /// Whether somebody is signed in for good; nothing but the sign-in itself is open to the rest. Somebody who has to
    /// set up a second factor first is not.
    pub fn is_full(&self) -> bool {
        self.state == SessionState::Full && self.actor.id.is_some() && !self.proof.must_enrol
    }

    /// Whether it should get another token, because the roles of its owner changed; see
    /// [`Security::rotate`](crate::security::Security::rotate).
    pub const fn wants_renewal(&self) -> bool {
        self.renew
    }

    /// Who it is. An anonymous session belongs to nobody.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The key of the user, when they are signed in for good; see also
    /// [`Session::claimed_user`].
    pub fn user(&self) -> Option<ActorId> {
        self.actor.id.filter(|_| self.is_full())
    }

    /// The name that the user signs in with.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The roles, with what each may do.
    pub fn roles(&self) -> &[HeldRole] {
        &self.roles
    }

    /// Whether `wanted` is allowed. Always `false` unless the session is full.
    pub fn allows(&self, wanted: &Permission) -> bool {
        self.is_full()
            && self.limit.as_ref().is_none_or(|limit| limit.allows(wanted))
            && self.roles.iter().any(|role| role.grants.allows(wanted))
    }

    /// Whether the role `Admin` is held. Always `false` unless the session is full.
    pub fn is_admin(&self) -> bool {
        self.is_full() && self.roles.iter().any(|role| role.name == ADMIN)
    }

    /// Everything that is allowed. Nothing unless the session is full.
    pub fn grants(&self) -> Grants {
        let roles = self.roles.iter().filter(|_| self.is_full());
        let all = roles.flat_map(|role| role.grants.iter().cloned());
        all.filter(|one| self.limit.as_ref().is_none_or(|limit| limit.allows(one))).collect()
    }

    /// When it began.
    pub const fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }

    /// When it was last used, to the minute.
    pub const fn seen_at(&self) -> DateTime<Utc> {
        self.seen_at
    }

    /// When it ends, however much it is used.
    pub const fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    /// The same session, asked for by `client`.
    #[must_use]
    pub fn asked_by(mut self, client: &Client) -> Self {
        self.request = Some(client.clone());
        self
    }

    /// Whether a program uses it with a token. Such a session changes nobody's account and nobody's rights.
    pub const fn is_of_a_token(&self) -> bool {
        self.limit.is_some()
    }

    /// From where it is used: the request at hand, or where it was opened.
    pub fn origin(&self) -> Origin {
        let client = self.request.as_ref().unwrap_or(&self.client);
        Origin { session: Some(session_name(&self.id)), ..client.origin() }
    }

    /// Who asks now.
    pub(crate) fn asking(&self) -> &Client {
        self.request.as_ref().unwrap_or(&self.client)
    }

    /// Where it was opened.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The name under which [`Security::list`](crate::security::Security::list) shows it; opens nothing.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Names a session in the audit log: not the hash by which the database finds it.
pub(crate) fn session_name(id: &str) -> String {
    digest(&format!("audit {id}")).chars().take(16).collect()
}

/// A session that was just opened or renewed, with the token that only the client keeps.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Opened {
    /// For the client's cookie; the database holds only its hash.
    pub token: Token,
    /// The session.
    pub session: Session,
}

/// A session in the list that its owner sees.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionInfo {
    /// Its name for [`Security::end`](crate::security::Security::end); opens nothing.
    pub id: String,
    /// Whether its second factor was never answered: it opens nothing.
    pub half: bool,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Where it was opened.
    pub client: Client,
}
