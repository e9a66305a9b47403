//! What does a source say of one day? So much of each currency for one of the base.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::services::rates::{Currency, ParseError};

/// No source knows more currencies than this.
const MOST: usize = 500;

/// The rates of one source for one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    base: Currency,
    published: NaiveDate,
    rates: BTreeMap<Currency, Decimal>,
}

/// Whether a number can be a rate: positive, and within what any two currencies of the world are worth.
pub(super) fn is_possible(rate: Decimal) -> bool {
    rate >= Decimal::new(1, 8) && rate <= Decimal::new(100_000_000, 0)
}

/// Reads a rate to the last digit.
pub(super) fn number(text: &str) -> Result<Decimal, ParseError> {
    let text = text.trim();
    if text.len() > 40 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(ParseError::Rate);
    }
    let rate = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
    rate.ok().filter(|rate| is_possible(*rate)).ok_or(ParseError::Rate)
}

impl Table {
    /// The rates for one `base`, as published on a day.
    ///
    /// # Errors
    ///
    /// When there are none or too many, or one is said twice, is not positive, or is absurd.
    pub fn new(
        base: Currency,
        published: NaiveDate,
        rates: impl IntoIterator<Item = (Currency, Decimal)>,
    ) -> Result<Self, ParseError> {
        let mut found = BTreeMap::new();
        for (currency, rate) in rates {
            if !is_possible(rate) || (currency == base && rate != Decimal::ONE) {
                return Err(ParseError::Rate);
            }
            if found.insert(currency, rate).is_some() {
                return Err(ParseError::Twice);
            }
            if found.len() > MOST {
                return Err(ParseError::Count);
            }
        }
        found.remove(&base);
        if found.is_empty() {
            return Err(ParseError::Count);
        }
        Ok(Self { base, published, rates: found })
    }

    /// The day for which it holds.
    pub const fn published(&self) -> NaiveDate {
        self.published
    }

    /// How much of `currency` one of the base is.
    pub fn rate(&self, currency: Currency) -> Option<Decimal> {
        if currency == self.base { Some(Decimal::ONE) } else { self.rates.get(&currency).copied() }
    }

    /// The same rates for another base; none if it does not know that one.
    pub(super) fn rebased(&self, base: Currency) -> Option<Self> {
        if base == self.base {
            return Some(self.clone());
        }
        let worth = self.rate(base)?;
        let mut rates = BTreeMap::new();
        for currency in self.rates.keys().chain([&self.base]).filter(|other| **other != base) {
            let rate = self.rate(*currency)?.checked_div(worth)?;
            rates.insert(*currency, Some(rate).filter(|rate| is_possible(*rate))?);
        }
        Some(Self { base, published: self.published, rates })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Currency, Decimal)> + '_ {
        self.rates.iter().map(|(currency, rate)| (*currency, *rate))
    }
}
