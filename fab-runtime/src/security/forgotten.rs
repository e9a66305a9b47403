//! What happens when somebody says that they forgot the password? The same for everybody, as far as they can tell.

use crate::db::Tx;
use crate::models::{FieldType, Kind, Model, Values};
use crate::security::administrators;
use crate::security::attempts::{Subject, after, before};
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::links::NewLink;
use crate::security::people::User;
use crate::security::post::{Letter, To};
use crate::security::rows::LinkPurpose;
use crate::security::session::Client;
use crate::security::sign_in::nobody;
use crate::security::users::{has_password, plain_username};

/// Whom a name or an address belongs to.
pub(crate) struct Found {
    pub(crate) user: i64,
    pub(crate) active: bool,
    /// Whether the address has been the account's for long enough to prove anything by it.
    pub(crate) settled: bool,
}

impl Security {
    /// Sends a link to a new password to the address of an account, if there is one with that name or address. Whether
    /// there is, nobody can tell by the answer or by the time that it takes: the work is done afterwards.
    ///
    /// The link works once and not for long, is dead when the address changes, signs nobody in, and a second factor is
    /// asked for as ever. Nothing is sent to an address that was changed a short while ago. An account that has no
    /// password gets no link to one, but word of how its owner comes in: who signs in with a provider would have a way
    /// past it.
    ///
    /// # Errors
    ///
    /// [`SecurityError::TooManyAttempts`] for the address of the client, whatever was typed.
    pub async fn forgotten(&self, typed: &str, client: &Client) -> Result<(), SecurityError> {
        let rates = self.options().rates;
        if let Some(address) = client.address {
            self.attempt(&Subject::address(address).forgotten(), rates.forgotten_address).await?;
        }
        let (security, typed, client) = (self.clone(), plain_username(typed), client.clone());
        tokio::spawn(async move {
            if let Err(error) = security.send_reset(&typed, &client).await {
                tracing::warn!(target: "fab::security", %error, "a link to a new password was not sent");
            }
        });
        Ok(())
    }

    async fn send_reset(&self, typed: &str, client: &Client) -> Result<(), SecurityError> {
        let rates = self.options().rates;
        let note = AuditNote::new(AuditEvent::PasswordForgotten);
        let note = note.actor(&nobody()).origin(&client.origin());
        let found = self.by_name_or_address(typed).await?;
        let once = Subject::account(typed).forgotten();
        match self.attempt(&once, rates.forgotten_account).await {
            Err(SecurityError::TooManyAttempts { .. }) => return Ok(()),
            other => other?,
        }
        let Some(found) = found.filter(|found| found.active && found.settled) else {
            return self.record(note.outcome(Outcome::Refused)).await;
        };
        let user = found.user;
        let life = self.options().reset_link_life;
        let mut tx = self.db().begin().await?;
        administrators::lock(&mut tx).await?;
        let link = if has_password(&mut tx, user).await? {
            let new = NewLink::of(LinkPurpose::Reset, Some(user), life);
            Some(self.replace_link(&mut tx, new).await?)
        } else {
            None
        };
        let letter = match &link {
            Some(link) => Letter::Reset { link, expires_at: after(self.now(), life) },
            None => Letter::NoPassword { invited: self.is_invited(&mut tx, user).await? },
        };
        let kept = self.post_in(&mut tx, To::User(user), letter).await?;
        if kept.is_none() {
            tx.rollback().await?;
            return self.record(note.subject(User::NAME, user).outcome(Outcome::Refused)).await;
        }
        let note = note.subject(User::NAME, user);
        let note = match link {
            Some(_) => note,
            None => note.outcome(Outcome::Refused).fact("why", "no password"),
        };
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        tracing::info!(target: "fab::security", user, "a link to a new password was asked for");
        Ok(())
    }

    /// Whether a user has an invitation that still works.
    async fn is_invited(&self, tx: &mut Tx, user: i64) -> Result<bool, SecurityError> {
        let statement = tx
            .writer()
            .push("SELECT 1 FROM fab_invitations WHERE user_id = ")
            .int(user)
            .push(" AND expires_at > ")
            .time(self.now())
            .finish(&[Kind::Int]);
        Ok(!tx.fetch(statement).await?.is_empty())
    }

    /// The account of that name, or else of that address.
    pub(crate) async fn by_name_or_address(
        &self,
        typed: &str,
    ) -> Result<Option<Found>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT id, active, email_changed_at FROM fab_users WHERE username = ")
            .text(typed)
            .push(" OR LOWER(email) = ")
            .text(typed)
            .push(" ORDER BY CASE WHEN username = ")
            .text(typed)
            .push(" THEN 0 ELSE 1 END LIMIT 1")
            .finish(&[Kind::Int, Kind::Bool, Kind::Timestamp]);
        let Some(mut row) = self.db().fetch(statement).await?.into_iter().next() else {
            return Ok(None);
        };
        let mut values = Values::new(&mut row);
        let (user, active) = (i64::load(&mut values)?, bool::load(&mut values)?);
        let changed: Option<chrono::DateTime<chrono::Utc>> = Option::load(&mut values)?;
        let since = before(self.now(), self.options().email_cooling);
        Ok(Some(Found { user, active, settled: changed.is_none_or(|changed| changed <= since) }))
    }
}
