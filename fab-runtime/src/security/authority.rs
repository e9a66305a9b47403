//! In whose name is something changed, and may they?

use crate::db::Tx;
use crate::models::Actor;
use crate::security::error::SecurityError;
use crate::security::grants::Grants;
use crate::security::role_spec::CodeRoles;
use crate::security::roles;
use crate::security::session::Session;

/// In whose name users and roles are changed.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum By<'a> {
    /// The program itself: the command line, a seed. May do everything.
    Program,
    /// The owner of a session, who can only give, take and touch what they may do themselves.
    Session(&'a Session),
}

/// Whose permissions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authority {
    Program,
    Person(i64),
    /// Somebody who is not signed in.
    Nobody,
}

impl By<'_> {
    /// Whose permissions count. A session that is not full has none to give.
    pub(crate) fn authority(self) -> Result<Authority, SecurityError> {
        match self {
            Self::Program => Ok(Authority::Program),
            Self::Session(session) if session.is_full() && !session.is_of_a_token() => {
                Ok(Authority::of(session.actor()))
            }
            Self::Session(_) => Err(SecurityError::Escalation),
        }
    }
}

impl Authority {
    /// The authority behind a change in the store. Only the program itself is the program: an actor without
    /// an id is nobody.
    pub(crate) fn of(actor: &Actor) -> Self {
        match actor.id {
            Some(id) => Self::Person(id.0),
            None if *actor == Actor::system() => Self::Program,
            None => Self::Nobody,
        }
    }

    /// Refuses to give, take or touch `wanted` unless all of it is held, as it stands inside the transaction.
    pub(crate) async fn require(
        self,
        tx: &mut Tx,
        code: &CodeRoles,
        wanted: &Grants,
    ) -> Result<(), SecurityError> {
        match self {
            Self::Person(id) if !wanted.is_empty() => {
                let held = roles::grants_of_user(tx, code, id).await?;
                if held.allow_all(wanted) { Ok(()) } else { Err(SecurityError::Escalation) }
            }
            Self::Program | Self::Person(_) => Ok(()),
            Self::Nobody => Err(SecurityError::Escalation),
        }
    }

    /// Refuses to touch a user who may do more.
    pub(crate) async fn require_over(
        self,
        tx: &mut Tx,
        code: &CodeRoles,
        user: i64,
    ) -> Result<(), SecurityError> {
        match self {
            Self::Person(id) if id != user => {
                let wanted = roles::grants_of_user(tx, code, user).await?;
                self.require(tx, code, &wanted).await
            }
            Self::Program | Self::Person(_) => Ok(()),
            Self::Nobody => Err(SecurityError::Escalation),
        }
    }
}
