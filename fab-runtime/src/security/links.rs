//! Which links work once, and for what? The first administrator's, and the one to a new password.

use std::time::Duration;

use crate::crypto::Token;
use crate::db::{SqlWriter, Tx};
use crate::models::{Actor, ActorId, Choice, FieldType, Kind, Model, Origin, Values};
use crate::security::administrators;
use crate::security::attempts::after;
use crate::security::audit::{AuditEvent, AuditNote};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::invitations::HandOver;
use crate::security::mfa::Beginning;
use crate::security::password::{Password, is_short};
use crate::security::people::User;
use crate::security::post::{Letter, Notice, To};
use crate::security::role_spec::ADMIN;
use crate::security::roles::give_role;
use crate::security::rows::{LinkPurpose, SessionState};
use crate::security::session::{Client, Opened, session_name};
use crate::security::session_store::Owner;
use crate::security::sign_in::nobody;
use crate::security::token_end::withdraw_tokens;
use crate::security::users::{
    NO_USER, NewUser, end_sessions, has_password, insert_user, store_hash,
};

/// A link in the making.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewLink<'a> {
    pub(crate) purpose: LinkPurpose,
    pub(crate) user: Option<i64>,
    pub(crate) life: Duration,
    /// The address that it goes to, where that is what it proves.
    pub(crate) address: Option<&'a str>,
}

impl NewLink<'_> {
    pub(crate) const fn of(purpose: LinkPurpose, user: Option<i64>, life: Duration) -> Self {
        Self { purpose, user, life, address: None }
    }
}

/// A link that still works.
pub(crate) struct LivingLink {
    /// Whose it is; nobody's for the first administrator and for those who have no account yet.
    pub(crate) user: Option<i64>,
    /// The address that it was sent to, where that is what it proves.
    pub(crate) address: Option<String>,
}

impl Security {
    /// Whether there is no active administrator.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn needs_setup(&self) -> Result<bool, SecurityError> {
        let statement = administrators::any(self.db().writer());
        Ok(!administrators::is_positive(self.db().fetch(statement).await?)?)
    }

    /// The token of a link that makes the first administrator; earlier ones are dead. `None` when there is an
    /// administrator already.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn setup_link(&self) -> Result<Option<Token>, SecurityError> {
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        if any_administrator(&mut tx).await? {
            return Ok(None);
        }
        let statement = tx
            .writer()
            .push("DELETE FROM fab_one_time_links WHERE purpose = ")
            .text(LinkPurpose::Setup.as_str())
            .finish(&[]);
        tx.execute(statement).await?;
        let life = self.options().setup_link_life;
        let token = self.insert_link(&mut tx, NewLink::of(LinkPurpose::Setup, None, life)).await?;
        let note = AuditNote::new(AuditEvent::LinkMade).fact("purpose", "setup");
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// How long a link to choose a new password works.
    pub fn reset_link_life(&self) -> std::time::Duration {
        self.options().reset_link_life
    }

    /// The token of a link to choose a new password, or the first one where there is none; earlier ones of the user are
    /// dead.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`, [`SecurityError::NotFound`].
    pub async fn reset_link(&self, user: ActorId, by: By<'_>) -> Result<Token, SecurityError> {
        let made = self.make_link(user, HandOver::Show, by).await?;
        // A link that is not sent is always shown.
        made.token.ok_or(SecurityError::DeadLink)
    }

    /// Whether a link would still work.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn check_link(
        &self,
        token: &str,
        purpose: LinkPurpose,
    ) -> Result<bool, SecurityError> {
        match self.living_link(token, purpose).await {
            Ok(_) => Ok(purpose != LinkPurpose::Setup || self.needs_setup().await?),
            Err(SecurityError::DeadLink) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Makes the first administrator and signs them in. Of several who try at the same time, one succeeds.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`]; [`SecurityError::Invalid`], after which the link still works.
    pub async fn redeem_setup(
        &self,
        token: &str,
        new: NewUser,
        password: Password,
        client: &Client,
    ) -> Result<Opened, SecurityError> {
        self.living_link(token, LinkPurpose::Setup).await?;
        let record = self.new_record(new, Some(&password))?;
        self.refuse_breached(&password).await?;
        let hash = self.hasher().hash(password).await?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.consume(&mut tx, token, LinkPurpose::Setup).await?;
        if any_administrator(&mut tx).await? {
            return Err(SecurityError::DeadLink);
        }
        let user = insert_user(&mut tx, &record).await?;
        store_hash(&mut tx, user, &hash, false).await?;
        let role = admin_role(&mut tx).await?;
        give_role(&mut tx, user, role, self.now()).await?;
        let session = Token::generate()?;
        let owner = Owner { id: user, epoch: 0 };
        let beginning = Beginning {
            owner: Some(owner),
            state: SessionState::Full,
            methods: "password",
            proven_at: Some(self.now()),
        };
        tx.execute(self.insert_session(&session, &beginning, client)).await?;
        tx.execute(self.note_login(user)).await?;
        let name = record.get("display_name").as_text().unwrap_or_default();
        let actor = Actor::person(ActorId(user), name);
        let origin = Origin { session: Some(session_name(&session.digest())), ..client.origin() };
        let note = |event| AuditNote::new(event).actor(&actor).origin(&origin);
        let notes = [
            note(AuditEvent::LinkUsed).fact("purpose", "setup"),
            note(AuditEvent::SetupDone).subject(User::NAME, user),
            note(AuditEvent::RoleGranted).subject(User::NAME, user).fact("role", ADMIN),
            note(AuditEvent::SignInOk),
        ];
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "the first administrator was made");
        self.opened(session, client).await
    }

    /// Gives the user of a link a new password, ends all of their sessions and withdraws their tokens. Nobody is signed in
    /// by it.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`], also for an account without a password: a link to a new one is no way to a first
    /// one. [`SecurityError::Invalid`], after which the link still works.
    pub async fn redeem_reset(
        &self,
        token: &str,
        password: Password,
        client: &Client,
    ) -> Result<(), SecurityError> {
        self.redeem_password(token, LinkPurpose::Reset, password, client).await
    }

    /// Gives somebody who was invited their first password. Nobody is signed in by it.
    ///
    /// # Errors
    ///
    /// As [`Security::redeem_reset`].
    pub async fn redeem_invitation(
        &self,
        token: &str,
        password: Password,
        client: &Client,
    ) -> Result<(), SecurityError> {
        self.redeem_password(token, LinkPurpose::Invitation, password, client).await
    }

    async fn redeem_password(
        &self,
        token: &str,
        purpose: LinkPurpose,
        password: Password,
        client: &Client,
    ) -> Result<(), SecurityError> {
        let user = self.living_link(token, purpose).await?.user.ok_or(NO_USER)?;
        let owner = self.user(ActorId(user)).await?;
        self.judge(&self.rules_for(user, &owner.username).await?, &password).await?;
        let short = is_short(&password);
        let hash = self.hasher().hash(password).await?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.consume(&mut tx, token, purpose).await?;
        if purpose == LinkPurpose::Reset && !has_password(&mut tx, user).await? {
            return Err(SecurityError::DeadLink);
        }
        self.require_factor_beside(&mut tx, user, short).await?;
        store_hash(&mut tx, user, &hash, short).await?;
        end_sessions(&mut tx, user).await?;
        // Whoever holds the link proved no more than that.
        let note = |event| {
            let note = AuditNote::new(event).actor(&nobody()).origin(&client.origin());
            note.subject(User::NAME, user)
        };
        let link = note(AuditEvent::LinkUsed).fact("purpose", purpose.as_str());
        if purpose == LinkPurpose::Reset {
            self.post_in(&mut tx, To::User(user), Letter::Notice(Notice::PasswordReset)).await?;
        }
        let mut notes = vec![link, note(AuditEvent::PasswordReset)];
        let revoked = note(AuditEvent::TokenRevoked);
        notes.extend(withdraw_tokens(&mut tx, user, revoked, "password reset").await?);
        self.auditor().record(&mut tx, &notes).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "a password was reset by a link");
        Ok(())
    }

    pub(crate) async fn insert_link(
        &self,
        tx: &mut Tx,
        new: NewLink<'_>,
    ) -> Result<Token, SecurityError> {
        let token = Token::generate()?;
        let statement = tx
            .writer()
            .push("INSERT INTO fab_one_time_links (id, purpose, user_id, expires_at, address) VALUES (")
            .text(&token.digest())
            .push(", ")
            .text(new.purpose.as_str())
            .push(", ")
            .bind(Kind::Int, new.user.into())
            .push(", ")
            .time(after(self.now(), new.life))
            .push(", ")
            .optional_text(new.address.map(str::to_owned))
            .push(")")
            .finish(&[]);
        tx.execute(statement).await?;
        Ok(token)
    }

    /// The token of a link in place of those that the user had for the same purpose.
    pub(crate) async fn replace_link(
        &self,
        tx: &mut Tx,
        new: NewLink<'_>,
    ) -> Result<Token, SecurityError> {
        let statement = tx
            .writer()
            .push("DELETE FROM fab_one_time_links WHERE user_id = ")
            .bind(Kind::Int, new.user.into())
            .push(" AND purpose = ")
            .text(new.purpose.as_str())
            .finish(&[]);
        tx.execute(statement).await?;
        self.insert_link(tx, new).await
    }

    /// Whose a living link is, and what it proves.
    pub(crate) async fn living_link(
        &self,
        token: &str,
        purpose: LinkPurpose,
    ) -> Result<LivingLink, SecurityError> {
        let mut writer = self.db().writer();
        writer.push("SELECT user_id, address FROM fab_one_time_links WHERE ");
        self.living(&mut writer, token, purpose)?;
        let rows = self.db().fetch(writer.finish(&[Kind::Int, Kind::Text])).await?;
        let mut row = rows.into_iter().next().ok_or(SecurityError::DeadLink)?;
        let mut values = Values::new(&mut row);
        Ok(LivingLink { user: Option::load(&mut values)?, address: Option::load(&mut values)? })
    }

    /// Uses a link up. One statement decides who was first.
    pub(crate) async fn consume(
        &self,
        tx: &mut Tx,
        token: &str,
        purpose: LinkPurpose,
    ) -> Result<(), SecurityError> {
        let mut writer = tx.writer();
        writer.push("DELETE FROM fab_one_time_links WHERE ");
        self.living(&mut writer, token, purpose)?;
        match tx.execute(writer.finish(&[])).await? {
            0 => Err(SecurityError::DeadLink),
            _ => Ok(()),
        }
    }

    fn living(
        &self,
        writer: &mut SqlWriter,
        token: &str,
        purpose: LinkPurpose,
    ) -> Result<(), SecurityError> {
        let token = Token::parse(token).ok_or(SecurityError::DeadLink)?;
        writer
            .push("id = ")
            .text(&token.digest())
            .push(" AND purpose = ")
            .text(purpose.as_str())
            .push(" AND expires_at > ")
            .time(self.now());
        Ok(())
    }
}

/// Whether there is an active administrator. Only certain under the lock.
async fn any_administrator(tx: &mut Tx) -> Result<bool, SecurityError> {
    let statement = administrators::any(tx.writer());
    administrators::is_positive(tx.fetch(statement).await?)
}

async fn admin_role(tx: &mut Tx) -> Result<i64, SecurityError> {
    let statement =
        tx.writer().push("SELECT id FROM fab_roles WHERE name = ").text(ADMIN).finish(&[Kind::Int]);
    let rows = tx.fetch(statement).await?;
    let mut row = rows.into_iter().next().ok_or(SecurityError::NotFound { what: "role" })?;
    Ok(i64::load(&mut Values::new(&mut row))?)
}
