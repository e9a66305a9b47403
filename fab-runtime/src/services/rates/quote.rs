//! What rate is used, how old is it, and who says so?

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::services::rates::Currency;
use crate::services::rates::table::is_possible;

/// How far a rate can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Age {
    /// Confirmed a short while ago.
    Fresh,
    /// Not fresh, but young enough to move money; say so with the transaction.
    Stale,
    /// Only to be shown, with the moment it is from.
    Old,
    /// No source said it: a person approved it for a while.
    Manual {
        /// Who.
        approver: String,
    },
}

/// A rate, with everything that belongs into the record of a conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quote {
    /// One of this
    pub from: Currency,
    /// is so much of that.
    pub to: Currency,
    /// How much.
    pub rate: Decimal,
    /// How far it can be trusted.
    pub age: Age,
    /// When it was last confirmed.
    pub as_of: DateTime<Utc>,
    /// The day for which the source published it.
    pub published: NaiveDate,
    /// Who said so.
    pub source: Arc<str>,
    /// Which one, for records: source, day, pair and rate.
    pub id: String,
}

/// A rate that was confirmed, for keeping it over a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// One of the base of the desk is so much of this.
    pub currency: Currency,
    /// How much.
    pub rate: Decimal,
    /// Who said so.
    pub source: Arc<str>,
    /// The day for which it was published.
    pub published: NaiveDate,
    /// When it was last confirmed.
    pub confirmed: DateTime<Utc>,
}

/// A rate that a person answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualRate {
    /// One of this
    pub from: Currency,
    /// is so much of that.
    pub to: Currency,
    /// How much.
    pub rate: Decimal,
    /// From when on it may be used.
    pub valid_from: DateTime<Utc>,
    /// Until when.
    pub valid_until: DateTime<Utc>,
    /// Who answers for it.
    pub approver: String,
}

/// Why a rate cannot be approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManualRateError {
    /// It is not positive, or absurd, or between a currency and itself.
    #[error("this cannot be a rate between two currencies")]
    Rate,
    /// It ends before it begins, or holds for more than 31 days.
    #[error("a rate by hand holds for 31 days at most")]
    Validity,
    /// Nobody answers for it.
    #[error("somebody has to answer for the rate")]
    Approver,
}

impl ManualRate {
    /// Whether it can be a rate between two currencies, for a while, that somebody answers for.
    ///
    /// # Errors
    ///
    /// When it cannot.
    pub fn check(&self) -> Result<(), ManualRateError> {
        if self.from == self.to || !is_possible(self.rate) {
            return Err(ManualRateError::Rate);
        }
        let validity = self.valid_until - self.valid_from;
        if validity <= TimeDelta::zero() || validity > TimeDelta::days(31) {
            return Err(ManualRateError::Validity);
        }
        if self.approver.trim().is_empty() {
            return Err(ManualRateError::Approver);
        }
        Ok(())
    }

    /// The rate between the two, if it holds `now`.
    pub(super) fn between(
        &self,
        from: Currency,
        to: Currency,
        now: DateTime<Utc>,
    ) -> Option<Decimal> {
        if !(self.valid_from..self.valid_until).contains(&now) {
            return None;
        }
        if (self.from, self.to) == (from, to) {
            return Some(self.rate);
        }
        let inverse = (self.to, self.from) == (from, to);
        if inverse { Decimal::ONE.checked_div(self.rate) } else { None }
    }
}
