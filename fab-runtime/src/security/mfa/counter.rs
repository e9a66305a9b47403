//! How often may a factor be answered? Counted for each factor in the database, before anything is compared.
//!
//! Nothing but a right answer of the same factor, or its owner by another one, sets the counter back: no new session,
//! no new code, no other address (NIST SP 800-63B-4, 3.2.2). Passwords are counted elsewhere, so nobody who does not
//! know the password can lock a factor.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::db::{SqlWriter, Tx};
use crate::models::{FieldType, Kind, Values};
use crate::security::attempts::after;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;

/// What became of the attempt that somebody wants to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reserved {
    /// It may be made, and counts as wrong until it was right.
    Yes,
    /// The factor has been answered wrongly a moment ago.
    Early(Duration),
    /// The factor has been answered wrongly too often.
    Locked,
    /// There is no such factor.
    Gone,
}

impl Security {
    /// Takes one of the attempts of a factor: whatever runs at the same time, each attempt is counted, and none is made
    /// in the pause after a wrong one.
    pub(super) async fn reserve(&self, factor: i64) -> Result<Reserved, SecurityError> {
        let options = self.options().mfa;
        let now = self.now();
        let mut writer = self.db().writer();
        // MySQL sets columns in order, each as it stands by then: the counter comes last.
        writer.push("UPDATE fab_factors SET retry_at = CASE");
        for failures in 1..options.lock_after() {
            let pause = options.pause(failures);
            if pause >= options.longest_pause {
                break;
            }
            writer
                .push(" WHEN failures < ")
                .int(failures.into())
                .push(" THEN ")
                .time(after(now, pause));
        }
        writer.push(" WHEN failures < 0 THEN ").time(now);
        writer
            .push(" ELSE ")
            .time(after(now, options.longest_pause))
            .push(" END, failures = failures + 1 WHERE ");
        open(&mut writer, factor, options.lock_after());
        writer.push(" AND (retry_at IS NULL OR retry_at <= ").time(now).push(")");
        if self.db().execute(writer.finish(&[])).await? == 1 {
            return Ok(Reserved::Yes);
        }
        self.why_not(factor).await
    }

    async fn why_not(&self, factor: i64) -> Result<Reserved, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT failures, retry_at, locked_at FROM fab_factors WHERE id = ")
            .int(factor)
            .push(" AND confirmed_at IS NOT NULL")
            .finish(&[Kind::Int, Kind::Timestamp, Kind::Timestamp]);
        let Some(mut row) = self.db().fetch(statement).await?.into_iter().next() else {
            return Ok(Reserved::Gone);
        };
        let mut values = Values::new(&mut row);
        let failures = i64::load(&mut values)?;
        let retry_at = Option::<DateTime<Utc>>::load(&mut values)?;
        let locked_at = Option::<DateTime<Utc>>::load(&mut values)?;
        if locked_at.is_some() || failures >= i64::from(self.options().mfa.lock_after()) {
            return Ok(Reserved::Locked);
        }
        let wait = retry_at.and_then(|at| (at - self.now()).to_std().ok()).unwrap_or_default();
        Ok(Reserved::Early(wait.max(Duration::from_secs(1))))
    }

    /// Gives an attempt back that was right for another factor of the same person.
    pub(super) async fn give_back(&self, factor: i64) -> Result<(), SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_factors SET failures = failures - 1, retry_at = NULL WHERE failures > 0 AND id = ")
            .int(factor)
            .push(" AND locked_at IS NULL")
            .finish(&[]);
        self.db().execute(statement).await?;
        Ok(())
    }

    /// The attempt was right: only this counter begins anew. A step counts only when it is later than every one before;
    /// whether it was, one statement decides.
    pub(super) async fn succeed(
        &self,
        tx: &mut Tx,
        factor: i64,
        step: Option<i64>,
    ) -> Result<bool, SecurityError> {
        let mut writer = tx.writer();
        writer
            .push("UPDATE fab_factors SET failures = 0, retry_at = NULL, last_used_at = ")
            .time(self.now());
        if let Some(step) = step {
            writer.push(", last_step = ").int(step);
        }
        writer
            .push(" WHERE id = ")
            .int(factor)
            .push(" AND confirmed_at IS NOT NULL AND locked_at IS NULL");
        if let Some(step) = step {
            writer.push(" AND (last_step IS NULL OR last_step < ").int(step).push(")");
        }
        Ok(tx.execute(writer.finish(&[])).await? == 1)
    }

    /// Locks a factor that was answered wrongly for the last time; whether this call did.
    pub(super) async fn lock_exhausted(
        &self,
        tx: &mut Tx,
        factor: i64,
    ) -> Result<bool, SecurityError> {
        let statement = tx
            .writer()
            .push("UPDATE fab_factors SET locked_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .int(factor)
            .push(" AND locked_at IS NULL AND failures >= ")
            .int(self.options().mfa.lock_after().into())
            .finish(&[]);
        Ok(tx.execute(statement).await? == 1)
    }
}

fn open(writer: &mut SqlWriter, factor: i64, most: u32) {
    writer
        .push("id = ")
        .int(factor)
        .push(" AND confirmed_at IS NOT NULL AND locked_at IS NULL AND failures < ")
        .int(most.into());
}
