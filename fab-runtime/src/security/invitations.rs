//! How does somebody get in for whom an account was made? By a link to a first password, sent or shown.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::crypto::Token;
use crate::models::{ActorId, Choice as _, FieldType, Kind, Model, Values};
use crate::security::administrators;
use crate::security::attempts::after;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::links::NewLink;
use crate::security::people::User;
use crate::security::post::{Letter, To};
use crate::security::rows::LinkPurpose;

/// How a link gets to whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandOver {
    /// Whoever makes it is shown it, once, and hands it over.
    Show,
    /// It is sent to the address of the account, and shown to nobody else.
    Send,
}

/// A link that was made for somebody.
#[derive(Debug)]
#[non_exhaustive]
pub struct MadeLink {
    /// The token, to be shown this once; none when it was sent.
    pub token: Option<Token>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

impl Security {
    /// Whether an account waits for its first password.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn awaits_password(&self, user: ActorId) -> Result<bool, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT 1 FROM fab_credentials WHERE user_id = ")
            .int(user.0)
            .finish(&[Kind::Int]);
        Ok(self.db().fetch(statement).await?.is_empty())
    }

    /// Until when the last invitation of an account works; `None` without one.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn invited_until(
        &self,
        user: ActorId,
    ) -> Result<Option<DateTime<Utc>>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT expires_at FROM fab_one_time_links WHERE user_id = ")
            .int(user.0)
            .push(" AND purpose = ")
            .text(LinkPurpose::Invitation.as_str())
            .push(" AND expires_at > ")
            .time(self.now())
            .finish(&[Kind::Timestamp]);
        let row = self.db().fetch(statement).await?.into_iter().next();
        row.map(|mut row| Ok(FieldType::load(&mut Values::new(&mut row))?)).transpose()
    }

    /// How long a link that is made for this user works.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn link_life(&self, user: ActorId) -> Result<Duration, SecurityError> {
        Ok(self.kind_of_link(user).await?.1)
    }

    async fn kind_of_link(&self, user: ActorId) -> Result<(LinkPurpose, Duration), SecurityError> {
        let options = self.options();
        Ok(if self.awaits_password(user).await? {
            (LinkPurpose::Invitation, options.invitation_life)
        } else {
            (LinkPurpose::Reset, options.reset_link_life)
        })
    }

    /// Makes a link for a user: an invitation to a first password, which works for 7 days, or a link to a new one.
    /// Earlier ones of the user are dead.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`; [`SecurityError::NotFound`], also of an
    /// address to send it to.
    pub async fn make_link(
        &self,
        user: ActorId,
        hand_over: HandOver,
        by: By<'_>,
    ) -> Result<MadeLink, SecurityError> {
        let authority = by.authority()?;
        let (purpose, life) = self.kind_of_link(user).await?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user.0).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        for other in [LinkPurpose::Reset, LinkPurpose::Invitation] {
            let statement = tx
                .writer()
                .push("DELETE FROM fab_one_time_links WHERE user_id = ")
                .int(user.0)
                .push(" AND purpose = ")
                .text(other.as_str())
                .finish(&[]);
            tx.execute(statement).await?;
        }
        let new = NewLink::of(purpose, Some(user.0), life);
        let token = self.insert_link(&mut tx, new).await?;
        let expires_at = after(self.now(), life);
        if hand_over == HandOver::Send {
            let letter = match purpose {
                LinkPurpose::Invitation => Letter::Invitation { link: &token, expires_at },
                _ => Letter::Reset { link: &token, expires_at },
            };
            if self.post_in(&mut tx, To::User(user.0), letter).await?.is_none() {
                return Err(SecurityError::NotFound { what: "address" });
            }
        }
        let event = match purpose {
            LinkPurpose::Invitation => AuditEvent::UserInvited,
            _ => AuditEvent::LinkMade,
        };
        let sent = if hand_over == HandOver::Send { "sent" } else { "shown" };
        let note = AuditNote::new(event).by(by).subject(User::NAME, user);
        let note = note.fact("purpose", purpose.as_str()).fact("how", sent);
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user = user.0, "a link to a password was made");
        let token = (hand_over == HandOver::Show).then_some(token);
        Ok(MadeLink { token, expires_at })
    }
}
