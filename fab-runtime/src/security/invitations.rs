//! How does somebody get in for whom an account was made? By a link to a first password, sent or shown.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::crypto::Token;
use crate::db::{StoreError, Tx};
use crate::models::{ActorId, Choice as _, Model, Scope};
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
use crate::security::roles::{give_role, role_in};
use crate::security::rows::LinkPurpose;
use crate::security::users::{NewUser, forget_invitation, has_password, password_of, taken};

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
        let statement = password_of(self.db().writer(), user.0);
        Ok(self.db().fetch(statement).await?.is_empty())
    }

    /// How long a link that is made for this user works.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn link_life(&self, user: ActorId) -> Result<Duration, SecurityError> {
        Ok(self.kind_of_link(!self.awaits_password(user).await?).1)
    }

    /// How long the link of an invitation works.
    pub fn invitation_life(&self) -> Duration {
        self.options().invitation_life
    }

    /// What a link is for that goes to somebody who has a password, or has none.
    fn kind_of_link(&self, has_password: bool) -> (LinkPurpose, Duration) {
        let options = self.options();
        if has_password {
            (LinkPurpose::Reset, options.reset_link_life)
        } else {
            (LinkPurpose::Invitation, options.invitation_life)
        }
    }

    /// Makes an account with these roles and invites its owner, all of it or nothing. Nobody can invite somebody whom
    /// they would not see.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Invalid`] with what is wrong at which field, [`SecurityError::Escalation`] when a role allows more
    /// than `by` may do.
    pub async fn invite(
        &self,
        new: NewUser,
        roles: &[i64],
        hand_over: HandOver,
        by: By<'_>,
    ) -> Result<(User, MadeLink), SecurityError> {
        let authority = by.authority()?;
        let record = self.new_record(new, None)?;
        let scope = match by {
            By::Session(session) => self.scope_for(session),
            By::Program => Scope::system(),
        };
        let mut tx = self.db().begin().await?;
        let added = match self.store().insert_in(&mut tx, &scope, record.clone()).await {
            Err(StoreError::Database(error)) => return Err(taken(error, &record)),
            added => added?,
        };
        let user = added.get("id").as_int().unwrap_or_default();
        let mut notes = Vec::new();
        for role in roles {
            let (role_name, grants) = role_in(&mut tx, self.code_roles(), *role).await?;
            authority.require(&mut tx, self.code_roles(), &grants.all()).await?;
            give_role(&mut tx, user, *role, self.now()).await?;
            let note = AuditNote::new(AuditEvent::RoleGranted).by(by).subject(User::NAME, user);
            notes.push(note.fact("role", role_name));
        }
        self.auditor().record(&mut tx, &notes).await?;
        let life = self.options().invitation_life;
        let made =
            self.link_in(&mut tx, (user, LinkPurpose::Invitation, life), hand_over, by).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "somebody was invited");
        Ok((self.user(ActorId(user)).await?, made))
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
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user.0).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        let (purpose, life) = self.kind_of_link(has_password(&mut tx, user.0).await?);
        let made = self.link_in(&mut tx, (user.0, purpose, life), hand_over, by).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user = user.0, "a link to a password was made");
        Ok(made)
    }

    /// Makes another link for somebody who was invited and has not come yet; the one before is dead.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`; [`SecurityError::NotFound`] of an invitation, or
    /// of an address to send it to.
    pub async fn invite_again(
        &self,
        user: ActorId,
        hand_over: HandOver,
        by: By<'_>,
    ) -> Result<MadeLink, SecurityError> {
        let authority = by.authority()?;
        let life = self.options().invitation_life;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user.0).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        self.require_invitation(&mut tx, user.0).await?;
        let link = (user.0, LinkPurpose::Invitation, life);
        let made = self.link_in(&mut tx, link, hand_over, by).await?;
        tx.commit().await?;
        Ok(made)
    }

    async fn link_in(
        &self,
        tx: &mut Tx,
        (user, purpose, life): (i64, LinkPurpose, Duration),
        hand_over: HandOver,
        by: By<'_>,
    ) -> Result<MadeLink, SecurityError> {
        forget_invitation(tx, user).await?;
        let reset = "DELETE FROM fab_one_time_links WHERE purpose = 'reset' AND user_id = ";
        let statement = tx.writer().push(reset).int(user).finish(&[]);
        tx.execute(statement).await?;
        let token = self.insert_link(tx, NewLink::of(purpose, Some(user), life)).await?;
        let expires_at = after(self.now(), life);
        let sent = hand_over == HandOver::Send;
        let inviter = match by {
            By::Session(session) => Some(session.actor().name.clone()),
            By::Program => None,
        };
        if purpose == LinkPurpose::Invitation {
            let statement = tx
                .writer()
                .push("INSERT INTO fab_invitations (user_id, invited_by, invited_at, expires_at, sent) VALUES (")
                .int(user)
                .push(", ")
                .optional_text(inviter.clone())
                .push(", ")
                .time(self.now())
                .push(", ")
                .time(expires_at)
                .push(", ")
                .bool(sent)
                .push(")")
                .finish(&[]);
            tx.execute(statement).await?;
        }
        if sent {
            let letter = match purpose {
                LinkPurpose::Invitation => {
                    Letter::Invitation { link: &token, expires_at, by: inviter.as_deref() }
                }
                _ => Letter::Reset { link: &token, expires_at },
            };
            if self.post_in(tx, To::User(user), letter).await?.is_none() {
                return Err(SecurityError::NotFound { what: "address" });
            }
        }
        let event = match purpose {
            LinkPurpose::Invitation => AuditEvent::UserInvited,
            _ => AuditEvent::LinkMade,
        };
        let note = AuditNote::new(event).by(by).subject(User::NAME, user);
        let how = if sent { "sent" } else { "shown" };
        let note = note.fact("purpose", purpose.as_str()).fact("how", how);
        self.auditor().record(tx, &[note]).await?;
        Ok(MadeLink { token: (!sent).then_some(token), expires_at })
    }
}
