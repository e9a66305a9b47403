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
use crate::security::mfa::Beginning;
use crate::security::password::{Password, is_short};
use crate::security::people::User;
use crate::security::role_spec::ADMIN;
use crate::security::roles::give_role;
use crate::security::rows::{LinkPurpose, SessionState};
use crate::security::session::{Client, Opened, session_name};
use crate::security::session_store::Owner;
use crate::security::sign_in::nobody;
use crate::security::users::{NO_USER, NewUser, end_sessions, insert_user, store_hash};

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
        let token = self.insert_link(&mut tx, LinkPurpose::Setup, None, life).await?;
        let note = AuditNote::new(AuditEvent::LinkMade).fact("purpose", "setup");
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// How long a link to choose a new password works.
    pub fn reset_link_life(&self) -> std::time::Duration {
        self.options().reset_link_life
    }

    /// The token of a link to choose a new password; earlier ones of the user are dead.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Escalation`] when the user may do more than `by`, [`SecurityError::NotFound`].
    pub async fn reset_link(&self, user: ActorId, by: By<'_>) -> Result<Token, SecurityError> {
        let authority = by.authority()?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.require_user(&mut tx, user.0).await?;
        authority.require_over(&mut tx, self.code_roles(), user.0).await?;
        let statement = tx
            .writer()
            .push("DELETE FROM fab_one_time_links WHERE user_id = ")
            .int(user.0)
            .push(" AND purpose = ")
            .text(LinkPurpose::Reset.as_str())
            .finish(&[]);
        tx.execute(statement).await?;
        let life = self.options().reset_link_life;
        let token = self.insert_link(&mut tx, LinkPurpose::Reset, Some(user.0), life).await?;
        let note = AuditNote::new(AuditEvent::LinkMade).by(by).subject(User::NAME, user);
        self.auditor().record(&mut tx, &[note.fact("purpose", "reset")]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user = user.0, "a link to a new password was made");
        Ok(token)
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
        match self.link_user(token, purpose).await {
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
        self.link_user(token, LinkPurpose::Setup).await?;
        let record = self.new_record(new, Some(&password))?;
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

    /// Gives the user of a link a new password and ends all of their sessions. Nobody is signed in by it.
    ///
    /// # Errors
    ///
    /// [`SecurityError::DeadLink`]; [`SecurityError::Invalid`], after which the link still works.
    pub async fn redeem_reset(
        &self,
        token: &str,
        password: Password,
        client: &Client,
    ) -> Result<(), SecurityError> {
        let user = self.link_user(token, LinkPurpose::Reset).await?.ok_or(NO_USER)?;
        let owner = self.user(ActorId(user)).await?;
        self.rules_for(user, &owner.username).await?.check(&password)?;
        let short = is_short(&password);
        let hash = self.hasher().hash(password).await?;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        self.consume(&mut tx, token, LinkPurpose::Reset).await?;
        self.require_factor_beside(&mut tx, user, short).await?;
        store_hash(&mut tx, user, &hash, short).await?;
        end_sessions(&mut tx, user).await?;
        // Whoever holds the link proved no more than that.
        let note = |event| {
            let note = AuditNote::new(event).actor(&nobody()).origin(&client.origin());
            note.subject(User::NAME, user)
        };
        let link = note(AuditEvent::LinkUsed).fact("purpose", "reset");
        self.auditor().record(&mut tx, &[link, note(AuditEvent::PasswordReset)]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "a password was reset by a link");
        Ok(())
    }

    pub(crate) async fn insert_link(
        &self,
        tx: &mut Tx,
        purpose: LinkPurpose,
        user: Option<i64>,
        life: Duration,
    ) -> Result<Token, SecurityError> {
        let token = Token::generate()?;
        let statement = tx
            .writer()
            .push("INSERT INTO fab_one_time_links (id, purpose, user_id, expires_at) VALUES (")
            .text(&token.digest())
            .push(", ")
            .text(purpose.as_str())
            .push(", ")
            .bind(Kind::Int, user.into())
            .push(", ")
            .time(after(self.now(), life))
            .push(")")
            .finish(&[]);
        tx.execute(statement).await?;
        Ok(token)
    }

    /// The user that a living link belongs to; a setup link belongs to nobody.
    pub(crate) async fn link_user(
        &self,
        token: &str,
        purpose: LinkPurpose,
    ) -> Result<Option<i64>, SecurityError> {
        let mut writer = self.db().writer();
        writer.push("SELECT user_id FROM fab_one_time_links WHERE ");
        self.living(&mut writer, token, purpose)?;
        let rows = self.db().fetch(writer.finish(&[Kind::Int])).await?;
        let mut row = rows.into_iter().next().ok_or(SecurityError::DeadLink)?;
        Ok(Option::load(&mut Values::new(&mut row))?)
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
