//! What of a sign-in should its owner hear of? What they would notice if it was not them: told afterwards, apart from it.

use crate::models::{ActorId, Choice as _, FieldType, Kind, Values};
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, printable};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::post::{Channel, Letter, Notice, To};
use crate::security::rates::Budget;
use crate::security::session::Client;

/// Who mistypes a password once or twice is not told so.
const MANY: i64 = 3;

impl Security {
    /// Tells the owner of an account, once for each window, that it is locked.
    pub(crate) fn heed_lock(&self, user: i64, account: &Subject) {
        if !self.can_send(Channel::Mail) {
            return;
        }
        let (security, account) = (self.clone(), account.clone());
        tokio::spawn(async move {
            let told = async {
                let budget = security.options().rates.sign_in_account;
                // The address of the client may be what is locked.
                if security.locked_for(&account, budget).await?.is_none() {
                    return Ok(());
                }
                let once = Budget { attempts: 1, ..budget };
                match security.attempt(&account.told(), once).await {
                    Err(SecurityError::TooManyAttempts { .. }) => Ok(()),
                    other => {
                        other?;
                        security.tell_at_once(user, Notice::Locked).await
                    }
                }
            };
            log(told.await);
        });
    }

    /// Tells the owner of an account of a sign-in that followed on failed ones, or came from a new browser.
    pub(crate) fn heed_sign_in(&self, user: i64, attempts: i64, client: &Client) {
        if !self.can_send(Channel::Mail) {
            return;
        }
        let (security, client) = (self.clone(), client.clone());
        tokio::spawn(async move {
            let told = async {
                // The one that succeeded was counted as well.
                let failures = attempts.saturating_sub(1);
                if failures >= MANY {
                    let failures = u32::try_from(failures).unwrap_or(u32::MAX);
                    security.tell_at_once(user, Notice::SignedInAfterFailures { failures }).await?;
                }
                let Some(device) = client.user_agent.as_deref() else { return Ok(()) };
                if security.is_new_device(ActorId(user), device).await? {
                    security.tell_at_once(user, Notice::NewDevice { device }).await?;
                }
                Ok(())
            };
            log(told.await);
        });
    }

    /// How many attempts of an account count just now.
    pub(crate) async fn attempts_of(&self, account: &Subject) -> Result<i64, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT attempts FROM fab_login_attempts WHERE subject = ")
            .text(account.as_str())
            .finish(&[Kind::Int]);
        let row = self.db().fetch(statement).await?.into_iter().next();
        Ok(row.map(|mut row| i64::load(&mut Values::new(&mut row))).transpose()?.unwrap_or(0))
    }

    async fn tell_at_once(&self, user: i64, notice: Notice<'_>) -> Result<(), SecurityError> {
        let mut tx = self.db().begin().await?;
        self.post_in(&mut tx, To::User(user), Letter::Notice(notice)).await?;
        Ok(tx.commit().await?)
    }

    /// Whether the audit log knows sign-ins of this user, and but for the last one none with that browser.
    async fn is_new_device(&self, user: ActorId, device: &str) -> Result<bool, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT COUNT(*), COUNT(CASE WHEN user_agent = ")
            .text(&printable(device, 250))
            .push(" THEN 1 END) FROM fab_audit WHERE actor_id = ")
            .int(user.0)
            .push(" AND event = ")
            .text(AuditEvent::SignInOk.as_str())
            .finish(&[Kind::Int, Kind::Int]);
        let mut row = self.db().fetch(statement).await?.into_iter().next().unwrap_or_default();
        let mut values = Values::new(&mut row);
        let (all, same) = (i64::load(&mut values)?, i64::load(&mut values)?);
        Ok(same <= 1 && all > same)
    }
}

fn log(told: Result<(), SecurityError>) {
    if let Err(error) = told {
        tracing::warn!(target: "fab::security", %error, "a notice was not written");
    }
}
