//! How does a rate stand in the database?

use chrono::{DateTime, NaiveDate, Utc};
use fab_derive::AdminModel;
use rust_decimal::Decimal;

use crate::models::{Change, Hook, Model as _, Violation, Violations};
use crate::services::rates::{Known, ManualRate, ManualRateError};

/// What a source said last of one currency.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_rates")]
pub(crate) struct KnownRate {
    #[admin(key, max_length = 3)]
    pub(crate) currency: String,
    /// To the last digit, as no column of numbers keeps it on every database.
    #[admin(max_length = 40)]
    pub(crate) rate: String,
    #[admin(max_length = 120)]
    pub(crate) source: String,
    pub(crate) published: NaiveDate,
    pub(crate) confirmed: DateTime<Utc>,
}

impl KnownRate {
    pub(super) fn of(known: &Known) -> Self {
        Self {
            currency: known.currency.to_string(),
            rate: known.rate.to_string(),
            source: known.source.to_string(),
            published: known.published,
            confirmed: known.confirmed,
        }
    }

    /// What the row says; `None` where somebody wrote nonsense into it.
    pub(super) fn known(&self) -> Option<Known> {
        Some(Known {
            currency: self.currency.parse().ok()?,
            rate: Decimal::from_str_exact(&self.rate).ok()?,
            source: self.source.as_str().into(),
            published: self.published,
            confirmed: self.confirmed,
        })
    }
}

/// A rate that a person answers for, for at most 31 days. It is used where the sources have none, and lets a rate pass that
/// jumped near to it.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(
    crate = "crate",
    table = "fab_approved_rates",
    menu = "Administration",
    icon = "currency-exchange",
    order = "-valid_from"
)]
pub struct ApprovedRate {
    /// Made by the database.
    #[admin(key)]
    pub id: i64,
    /// One of this currency
    #[admin(filter, max_length = 3, pattern = "[A-Z]{3}", label = "One")]
    pub from_currency: String,
    /// is so much of that one.
    #[admin(filter, max_length = 3, pattern = "[A-Z]{3}", label = "In")]
    pub to_currency: String,
    /// How much.
    #[admin(scale = 8, min = "0.00000001")]
    pub rate: Decimal,
    /// From when on it may be used.
    pub valid_from: DateTime<Utc>,
    /// Until when; 31 days later at most.
    pub valid_until: DateTime<Utc>,
    /// Who answers for it: whoever wrote it last.
    #[admin(add = false, edit = false, max_length = 120, default = String::new())]
    pub approver: String,
}

impl ApprovedRate {
    /// What the row says; `None` where it names no currencies.
    pub(super) fn manual(&self) -> Option<ManualRate> {
        Some(ManualRate {
            from: self.from_currency.parse().ok()?,
            to: self.to_currency.parse().ok()?,
            rate: self.rate,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            approver: self.approver.clone(),
        })
    }
}

/// Keeps who answers for a rate, and refuses what can be none.
#[derive(Debug)]
pub(super) struct Approval;

impl Approval {
    fn check(change: &mut Change<'_>) -> Result<(), Violations> {
        change.record.set("approver", change.actor.name.as_str());
        // A new row has no key yet, and is no struct without one.
        let mut row = change.record.clone();
        if row.get("id").is_null() {
            row.set("id", 0_i64);
        }
        // What is missing is said by the rules of the fields.
        let row = ApprovedRate::from_record(row);
        let Some(rate) = row.ok().and_then(|row| row.manual()) else { return Ok(()) };
        let (column, code) = match rate.check() {
            Ok(()) => return Ok(()),
            Err(ManualRateError::Rate) if rate.from == rate.to => ("to_currency", "same"),
            Err(ManualRateError::Rate) => ("rate", "rate"),
            Err(_) => ("valid_until", "validity"),
        };
        let text = match column {
            "to_currency" => "Choose another currency than the first",
            "rate" => "This cannot be a rate between two currencies",
            _ => "A rate by hand ends after it begins, and holds for 31 days at most",
        };
        Err(Violations::at(column, Violation::new(code, text)))
    }
}

impl Hook for Approval {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        Self::check(change)
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        Self::check(change)
    }
}
