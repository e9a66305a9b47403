//! What of a sign-in should its owner hear of? What they would notice if it was not them: told afterwards, apart from it.

use crate::db::{SqlWriter, Statement, Tx};
use crate::models::{Choice as _, FieldType, Kind, Value, Values};
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, printable};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::post::{Channel, Letter, Notice, To};
use crate::security::rates::Budget;
use crate::security::session::Client;

/// Who mistypes a password once or twice is not told so.
const MANY: u32 = 3;

/// So many letters of one kind about sign-ins are written in one window.
const SOMETIMES: u32 = 3;

/// What about a sign-in its owner would want to hear of.
#[derive(Debug, Default)]
pub(crate) struct Heed {
    failures: u32,
    new_device: Option<String>,
}

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

    /// What the owner of an account would want to hear of a sign-in, as things are before it opens a session: also how
    /// often the password was wrong before, where it is one by password; nothing, where nobody could be told.
    pub(crate) async fn to_heed(
        &self,
        user: i64,
        account: Option<&Subject>,
        client: &Client,
    ) -> Result<Heed, SecurityError> {
        if !self.can_send(Channel::Mail) {
            return Ok(Heed::default());
        }
        let failures = match account {
            // The one that succeeded was counted as well.
            Some(account) => self.attempts_of(account).await?.saturating_sub(1),
            None => 0,
        };
        let new_device = match client.user_agent.as_deref() {
            Some(device) => {
                let rows = self.db().fetch(sign_ins(self.db().writer(), user, device)).await?;
                is_new(rows)?.then(|| device.to_owned())
            }
            None => None,
        };
        Ok(Heed { failures: u32::try_from(failures).unwrap_or(u32::MAX), new_device })
    }

    /// The same for somebody who came by a provider, in the transaction that lets them in.
    pub(crate) async fn to_heed_in(
        &self,
        tx: &mut Tx,
        user: i64,
        client: &Client,
    ) -> Result<Heed, SecurityError> {
        let Some(device) = client.user_agent.as_deref().filter(|_| self.can_send(Channel::Mail))
        else {
            return Ok(Heed::default());
        };
        let rows = tx.fetch(sign_ins(tx.writer(), user, device)).await?;
        Ok(Heed { failures: 0, new_device: is_new(rows)?.then(|| device.to_owned()) })
    }

    /// Tells the owner of an account of a sign-in that followed on failed ones, or came from a new browser; `half`, where
    /// a second factor has to follow. Few times only: whoever has the password could fill their mailbox otherwise.
    pub(crate) fn heed_sign_in(&self, user: i64, heed: Heed, half: bool) {
        let Heed { failures, new_device } = heed;
        if failures < MANY && new_device.is_none() {
            return;
        }
        let security = self.clone();
        tokio::spawn(async move {
            let told = async {
                if failures >= MANY {
                    let subject = Subject::told_of_failures(user);
                    let notice = Notice::SignedInAfterFailures { failures, half };
                    security.tell_sometimes(user, &subject, notice).await?;
                }
                match &new_device {
                    Some(device) => {
                        let subject = Subject::told_of_browsers(user);
                        let notice = Notice::NewDevice { device, half };
                        security.tell_sometimes(user, &subject, notice).await
                    }
                    None => Ok(()),
                }
            };
            log(told.await);
        });
    }

    async fn tell_sometimes(
        &self,
        user: i64,
        subject: &Subject,
        notice: Notice<'_>,
    ) -> Result<(), SecurityError> {
        let budget = Budget { attempts: SOMETIMES, ..self.options().rates.sign_in_account };
        match self.attempt(subject, budget).await {
            Err(SecurityError::TooManyAttempts { .. }) => Ok(()),
            other => {
                other?;
                self.tell_at_once(user, notice).await
            }
        }
    }

    /// How many attempts of an account count just now.
    async fn attempts_of(&self, account: &Subject) -> Result<i64, SecurityError> {
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
}

/// Counts the sign-ins of a user that the audit log knows, and those with that browser.
fn sign_ins(mut writer: SqlWriter, user: i64, device: &str) -> Statement {
    writer
        .push("SELECT COUNT(*), COUNT(CASE WHEN user_agent = ")
        .text(&printable(device, 250))
        .push(" THEN 1 END) FROM fab_audit WHERE actor_id = ")
        .int(user)
        .push(" AND event = ")
        .text(AuditEvent::SignInOk.as_str())
        .finish(&[Kind::Int, Kind::Int])
}

/// Whether there are sign-ins, and none of them with that browser.
fn is_new(rows: Vec<Vec<Value>>) -> Result<bool, SecurityError> {
    let mut row = rows.into_iter().next().unwrap_or_default();
    let mut values = Values::new(&mut row);
    let (all, same) = (i64::load(&mut values)?, i64::load(&mut values)?);
    Ok(same == 0 && all > 0)
}

fn log(told: Result<(), SecurityError>) {
    if let Err(error) = told {
        tracing::warn!(target: "fab::security", %error, "a notice was not written");
    }
}
