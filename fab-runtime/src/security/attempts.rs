//! How often may somebody try? Counted in the database, per account and per address, before a password is looked at.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::crypto::token::digest;
use crate::db::DbError;
use crate::models::{FieldType, Kind, Values};
use crate::security::audit::AuditNote;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::rates::Budget;
use crate::security::roles::is_taken;
use crate::security::session::Client;

/// What attempts are counted for. The table holds only a hash of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject(pub(crate) String);

impl Subject {
    /// An account, whether it exists or not.
    pub(crate) fn account(username: &str) -> Self {
        Self(digest(&format!("account {username}")))
    }

    /// What is written down about it, counted apart.
    pub(crate) fn noted(&self) -> Self {
        Self(digest(&format!("noted {}", self.0)))
    }

    /// What its owner was told about it.
    pub(crate) fn told(&self) -> Self {
        Self(digest(&format!("told {}", self.0)))
    }

    /// What a user was told about new browsers.
    pub(crate) fn told_of_browsers(user: i64) -> Self {
        Self(digest(&format!("told of browsers {user}")))
    }

    /// What a user was told about sign-ins after failed ones.
    pub(crate) fn told_of_failures(user: i64) -> Self {
        Self(digest(&format!("told of failures {user}")))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Links that are opened from an address.
    pub(crate) fn links(&self) -> Self {
        Self(digest(&format!("links {}", self.0)))
    }

    /// Links to a new password, or to another address.
    pub(crate) fn forgotten(&self) -> Self {
        Self(digest(&format!("forgotten {}", self.0)))
    }

    /// Accounts that somebody asks for.
    pub(crate) fn registering(&self) -> Self {
        Self(digest(&format!("registering {}", self.0)))
    }

    /// What programs from an address try with tokens.
    pub(crate) fn bearer(&self) -> Self {
        Self(digest(&format!("bearer {}", self.0)))
    }

    /// Sign-ins elsewhere from an address.
    pub(crate) fn elsewhere(&self) -> Self {
        Self(digest(&format!("elsewhere {}", self.0)))
    }

    /// What a user is denied.
    pub(crate) fn denied(user: i64) -> Self {
        Self(digest(&format!("denied {user}")))
    }

    /// What a user sees of sealed fields.
    pub(crate) fn revealing(user: i64) -> Self {
        Self(digest(&format!("revealing {user}")))
    }

    /// The backup codes of a user.
    pub(crate) fn backup_codes(user: i64) -> Self {
        Self(digest(&format!("backup codes {user}")))
    }

    /// The pause between two codes for a user.
    pub(crate) fn code_pause(user: i64) -> Self {
        Self(digest(&format!("code pause {user}")))
    }

    /// Codes by message for a user.
    pub(crate) fn codes_of(user: i64) -> Self {
        Self(digest(&format!("codes of {user}")))
    }

    /// Codes by message to a number or an address.
    pub(crate) fn codes_to(place: &str) -> Self {
        Self(digest(&format!("codes to {}", place.to_lowercase())))
    }

    /// Codes by message that are asked for from an address.
    pub(crate) fn codes(&self) -> Self {
        Self(digest(&format!("codes {}", self.0)))
    }

    /// Text messages with codes for everybody.
    pub(crate) fn texts() -> Self {
        Self(digest("texts"))
    }

    /// Test messages that a user sends.
    pub(crate) fn tests_by(user: i64) -> Self {
        Self(digest(&format!("tests by {user}")))
    }

    /// Test messages to a number or an address.
    pub(crate) fn tests_to(place: &str) -> Self {
        Self(digest(&format!("tests to {}", place.to_lowercase())))
    }

    /// A sealed cell that does not open.
    pub(crate) fn broken(cell: &str) -> Self {
        Self(digest(&format!("broken {cell}")))
    }

    /// A client address; the 64 leading bits of IPv6, which one client has to itself.
    pub(crate) fn address(address: IpAddr) -> Self {
        let address = match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => v4.into(),
                None => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
            },
        };
        Self(digest(&format!("address {address}")))
    }
}

impl Security {
    /// Takes one of the attempts that are left, before anything is compared: whatever runs at the same time,
    /// no more than the budget get through in one window.
    pub(crate) async fn attempt(
        &self,
        subject: &Subject,
        budget: Budget,
    ) -> Result<(), SecurityError> {
        if budget.attempts == 0 {
            return Err(SecurityError::TooManyAttempts { retry_after: budget.window });
        }
        // The second round finds the row that another request has made in the meantime.
        for _ in 0..2 {
            if self.count_attempt(subject, budget).await? {
                return Ok(());
            }
            match self.first_attempt(subject).await {
                Ok(()) => return Ok(()),
                Err(error) if is_taken(&error) => {}
                Err(error) => return Err(error.into()),
            }
            if let Some(retry_after) = self.locked_for(subject, budget).await? {
                return Err(SecurityError::TooManyAttempts { retry_after });
            }
        }
        Err(SecurityError::TooManyAttempts { retry_after: budget.window })
    }

    /// Takes one of the openings of one-time links that a client has left, whatever link it is.
    ///
    /// # Errors
    ///
    /// [`SecurityError::TooManyAttempts`].
    pub async fn open_link(&self, client: &Client) -> Result<(), SecurityError> {
        match client.address {
            Some(address) => {
                let subject = Subject::address(address).links();
                self.attempt(&subject, self.options().rates.link_address).await
            }
            None => Ok(()),
        }
    }

    /// Adds an entry to the audit log unless as many as the budget says were added in this window already, so
    /// that nobody can fill it.
    pub(crate) async fn record_at_most(
        &self,
        subject: &Subject,
        budget: Budget,
        note: AuditNote,
    ) -> Result<(), SecurityError> {
        match self.attempt(subject, budget).await {
            Ok(()) => self.record(note).await,
            Err(SecurityError::TooManyAttempts { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn count_attempt(&self, subject: &Subject, budget: Budget) -> Result<bool, DbError> {
        let now = self.now();
        let start = before(now, budget.window);
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_login_attempts SET attempts = CASE WHEN window_started_at <= ")
            .time(start)
            .push(" THEN 1 ELSE attempts + 1 END, window_started_at = CASE WHEN window_started_at <= ")
            .time(start)
            .push(" THEN ")
            .time(now)
            .push(" ELSE window_started_at END WHERE subject = ")
            .text(&subject.0)
            .push(" AND (attempts < ")
            .int(budget.attempts.into())
            .push(" OR window_started_at <= ")
            .time(start)
            .push(")")
            .finish(&[]);
        Ok(self.db().execute(statement).await? > 0)
    }

    async fn first_attempt(&self, subject: &Subject) -> Result<(), DbError> {
        let statement = self
            .db()
            .writer()
            .push("INSERT INTO fab_login_attempts (subject, attempts, window_started_at) VALUES (")
            .text(&subject.0)
            .push(", 1, ")
            .time(self.now())
            .push(")")
            .finish(&[]);
        self.db().execute(statement).await.map(drop)
    }

    /// How long until the window of a locked subject ends.
    pub(crate) async fn locked_for(
        &self,
        subject: &Subject,
        budget: Budget,
    ) -> Result<Option<Duration>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT window_started_at FROM fab_login_attempts WHERE subject = ")
            .text(&subject.0)
            .push(" AND attempts >= ")
            .int(budget.attempts.into())
            .finish(&[Kind::Timestamp]);
        let Some(mut row) = self.db().fetch(statement).await?.into_iter().next() else {
            return Ok(None);
        };
        let started = DateTime::<Utc>::load(&mut Values::new(&mut row))?;
        let passed = (self.now() - started).to_std().unwrap_or_default();
        Ok(Some(budget.window.saturating_sub(passed)))
    }

    /// The attempt succeeded: the failures of the account are forgotten. The row stays: were it deleted, those who try
    /// at the same moment would neither find it to count on nor be able to make it.
    pub(crate) async fn forget_attempts(&self, subject: &Subject) -> Result<(), DbError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_login_attempts SET attempts = 0 WHERE subject = ")
            .text(&subject.0)
            .finish(&[]);
        self.db().execute(statement).await.map(drop)
    }

    /// The attempt succeeded: it does not count against the address, earlier failures still do.
    pub(crate) async fn return_attempt(&self, subject: &Subject) -> Result<(), DbError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_login_attempts SET attempts = attempts - 1 WHERE attempts > 0 AND subject = ")
            .text(&subject.0)
            .finish(&[]);
        self.db().execute(statement).await.map(drop)
    }

    /// Attempts at or before this instant count no more.
    pub(crate) fn window_start(&self) -> DateTime<Utc> {
        before(self.now(), self.options().rates.longest())
    }
}

/// `now` less `duration`.
pub(crate) fn before(now: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(duration)
        .ok()
        .and_then(|delta| now.checked_sub_signed(delta))
        .unwrap_or(DateTime::UNIX_EPOCH)
}

/// `now` and `duration` more.
pub(crate) fn after(now: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(duration)
        .ok()
        .and_then(|delta| now.checked_add_signed(delta))
        .unwrap_or(now)
}
