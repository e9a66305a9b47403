//! Who answers questions about rates? A desk that knows what was last believed, and how old that is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use crate::clock::Clock;
use crate::services::rates::judge::{Verdict, judge};
use crate::services::rates::{
    Age, Currency, Known, ManualRate, ManualRateError, NoRate, Quote, RateError, RateSource, Table,
};
use crate::services::resilience::{
    CallError, Circuit, GuardSettings, Repeatable, Retry, SettingsError,
};

/// Whether a rate is believed that one source alone could be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CrossCheck {
    /// It is, as long as it did not jump.
    #[default]
    WhenAvailable,
    /// It is not: two sources at least must be there.
    Required,
}

/// How rates are judged, and how old they may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskSettings {
    /// So long a rate is fresh; 15 minutes.
    pub fresh: TimeDelta,
    /// So old it may be where money moves; 24 hours.
    pub oldest: TimeDelta,
    /// So many days ago a source may have published it; 5, for there are holidays.
    pub oldest_table: i64,
    /// So far sources may differ, in percent; 2.
    pub agreement_percent: Decimal,
    /// So far a rate may be from the last one, in percent; 5.
    pub band_percent: Decimal,
    /// Whether one source is enough.
    pub cross_check: CrossCheck,
    /// The layers around each source.
    pub guard: GuardSettings,
}

impl Default for DeskSettings {
    fn default() -> Self {
        Self {
            fresh: TimeDelta::minutes(15),
            oldest: TimeDelta::hours(24),
            oldest_table: 5,
            agreement_percent: Decimal::new(2, 0),
            band_percent: Decimal::new(5, 0),
            cross_check: CrossCheck::default(),
            guard: GuardSettings::default(),
        }
    }
}

/// What came of asking the sources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Refreshed {
    /// So many rates are confirmed.
    pub confirmed: usize,
    /// Sources contradict each other about these; the last rates stay as they were.
    pub disputed: Vec<Currency>,
    /// These jumped too far; the last rates stay as they were until a person approves others.
    pub jumped: Vec<Currency>,
    /// These sources were of no use, and why.
    pub failed: Vec<(Arc<str>, String)>,
}

/// Knows what currencies are worth.
pub struct RateDesk {
    base: Currency,
    settings: DeskSettings,
    sources: Vec<(Box<dyn RateSource>, Retry)>,
    clock: Arc<dyn Clock>,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    known: BTreeMap<Currency, Known>,
    manual: Vec<ManualRate>,
}

impl RateDesk {
    /// A desk that keeps rates for `base`, without a source yet.
    pub fn new(base: Currency, settings: DeskSettings, clock: Arc<dyn Clock>) -> Self {
        Self { base, settings, sources: Vec::new(), clock, book: Mutex::default() }
    }

    /// Asks this source as well; the first is trusted most.
    ///
    /// # Errors
    ///
    /// When the settings of the circuit contradict each other.
    pub fn source(mut self, source: impl RateSource) -> Result<Self, SettingsError> {
        let name = format!("rates.{}", source.name());
        let guard = self.settings.guard.guard(name, Arc::clone(&self.clock), Vec::new())?;
        self.sources.push((Box::new(source), guard));
        Ok(self)
    }

    /// The circuits of the sources, in their order.
    pub fn circuits(&self) -> impl Iterator<Item = &Circuit> {
        self.sources.iter().map(|(_, guard)| guard.circuit())
    }

    /// Asks all sources. To be called now and then, by one worker.
    ///
    /// # Errors
    ///
    /// When no source, or too few of them, can be used; what was known is still known, and grows older.
    pub async fn refresh(&self) -> Result<Refreshed, NoRate> {
        let (mut tables, mut failed) = (Vec::new(), Vec::new());
        for (source, guard) in &self.sources {
            let call = || async { self.current(&source.latest().await?) };
            match guard.repeat(Repeatable::Idempotent, call).await {
                Ok(table) => tables.push((Arc::from(source.name()), table)),
                Err(error) => failed.push((Arc::from(source.name()), said(&error))),
            }
        }
        let enough = match self.settings.cross_check {
            CrossCheck::WhenAvailable => 1,
            CrossCheck::Required => 2,
        };
        if tables.len() < enough {
            return Err(NoRate::Unavailable { attempts: failed });
        }
        Ok(self.believe(&tables, failed))
    }

    /// The table for the base of the desk, if it is of these days.
    fn current(&self, table: &Table) -> Result<Table, RateError> {
        let days = (self.clock.now().date_naive() - table.published()).num_days();
        // A day ahead is where the day begins earlier.
        if !(-1..=self.settings.oldest_table).contains(&days) {
            return Err(RateError::Outdated);
        }
        table.rebased(self.base).ok_or(RateError::Parse(super::ParseError::Base))
    }

    fn believe(&self, tables: &[(Arc<str>, Table)], failed: Vec<(Arc<str>, String)>) -> Refreshed {
        let now = self.clock.now();
        let mut book = self.book();
        let Verdict { believed, disputed, jumped } = {
            let Book { known, manual } = &*book;
            let anchors = |currency| {
                let by_hand = manual.iter().filter_map(|m| m.between(self.base, currency, now));
                known.get(&currency).map(|known| known.rate).into_iter().chain(by_hand).collect()
            };
            let settings = &self.settings;
            judge(tables, settings.agreement_percent, settings.band_percent, anchors)
        };
        let confirmed = believed.len();
        for (currency, (rate, source, published)) in believed {
            let known = Known { currency, rate, source, published, confirmed: now };
            book.known.insert(currency, known);
        }
        drop(book);
        if !disputed.is_empty() || !jumped.is_empty() || !failed.is_empty() {
            tracing::warn!(?disputed, ?jumped, ?failed, "rates");
        }
        Refreshed { confirmed, disputed, jumped, failed }
    }

    /// A rate to move money with.
    ///
    /// # Errors
    ///
    /// When there is none that is young enough, nor one that a person approved.
    pub fn for_money(&self, from: Currency, to: Currency) -> Result<Quote, NoRate> {
        let quote = self.computed(from, to);
        if let Ok(quote) = &quote
            && quote.age != Age::Old
        {
            return Ok(quote.clone());
        }
        self.by_hand(from, to).ok_or(match quote {
            Ok(old) => NoRate::TooOld { as_of: old.as_of },
            Err(error) => error,
        })
    }

    /// A rate to show, however old; it says from when it is.
    ///
    /// # Errors
    ///
    /// When there never was one.
    pub fn for_display(&self, from: Currency, to: Currency) -> Result<Quote, NoRate> {
        self.for_money(from, to).or_else(|_| self.computed(from, to))
    }

    /// Lets a rate be used where the sources have none; it also lets a rate pass that jumped near to it.
    ///
    /// # Errors
    ///
    /// When it cannot be a rate, holds too long, or nobody answers for it.
    pub fn approve(&self, rate: ManualRate) -> Result<(), ManualRateError> {
        rate.check()?;
        let now = self.clock.now();
        let mut book = self.book();
        book.manual.retain(|other| {
            other.valid_until > now && (other.from, other.to) != (rate.from, rate.to)
        });
        book.manual.push(rate);
        Ok(())
    }

    /// Lets these rates by hand be used, and no others: what a table of them says. One that cannot be is left out.
    pub fn approve_only(&self, rates: impl IntoIterator<Item = ManualRate>) {
        let manual = rates.into_iter().filter(|rate| rate.check().is_ok()).collect();
        self.book().manual = manual;
    }

    /// The currency that rates are kept for.
    pub const fn base(&self) -> Currency {
        self.base
    }

    /// Everything that is known, for keeping it over a restart.
    pub fn known(&self) -> Vec<Known> {
        self.book().known.values().cloned().collect()
    }

    /// Knows again what was kept; what is known already stays if it is younger.
    pub fn recall(&self, kept: impl IntoIterator<Item = Known>) {
        let mut book = self.book();
        for known in kept {
            let possible = super::table::is_possible(known.rate) && known.currency != self.base;
            let younger =
                book.known.get(&known.currency).is_some_and(|k| k.confirmed > known.confirmed);
            if possible && !younger {
                book.known.insert(known.currency, known);
            }
        }
    }

    fn by_hand(&self, from: Currency, to: Currency) -> Option<Quote> {
        let now = self.clock.now();
        let book = self.book();
        let (manual, rate) =
            book.manual.iter().find_map(|m| Some((m, m.between(from, to, now)?)))?;
        let (published, source) = (manual.valid_from.date_naive(), Arc::from("manual"));
        let id = format!("manual:{published}:{from}/{to}:{rate}");
        let age = Age::Manual { approver: manual.approver.clone() };
        Some(Quote { from, to, rate, age, as_of: manual.valid_from, published, source, id })
    }

    /// What the sources said, over the base of the desk.
    fn computed(&self, from: Currency, to: Currency) -> Result<Quote, NoRate> {
        let book = self.book();
        let leg = |currency: Currency| match book.known.get(&currency) {
            Some(known) => Ok(Some(known)),
            None if currency == self.base && !book.known.is_empty() => Ok(None),
            None => Err(NoRate::Unknown { currency }),
        };
        let (first, second) = (leg(from)?, leg(to)?);
        // The base to itself is as certain as the youngest of its rates.
        let legs: Vec<&Known> = match (first, second) {
            (None, None) => {
                book.known.values().max_by_key(|known| known.confirmed).into_iter().collect()
            }
            _ => first.into_iter().chain(second).collect(),
        };
        let Some(oldest) = legs.iter().min_by_key(|known| known.confirmed) else {
            return Err(NoRate::Unknown { currency: from });
        };
        let worth = |known: Option<&Known>| known.map_or(Decimal::ONE, |known| known.rate);
        let rate =
            if from == to { Some(Decimal::ONE) } else { worth(second).checked_div(worth(first)) };
        let rate = rate.filter(|rate| !rate.is_zero()).ok_or(NoRate::Range)?;
        let age = self.age(oldest.confirmed);
        let source = Arc::clone(&oldest.source);
        let id = format!("{source}:{}:{from}/{to}:{rate}", oldest.published);
        let (as_of, published) = (oldest.confirmed, oldest.published);
        Ok(Quote { from, to, rate, age, as_of, published, source, id })
    }

    fn age(&self, confirmed: DateTime<Utc>) -> Age {
        let age = self.clock.now() - confirmed;
        // What comes from the future was confirmed by a wrong clock: nothing to move money with.
        if age < TimeDelta::zero() || age > self.settings.oldest {
            Age::Old
        } else if age > self.settings.fresh {
            Age::Stale
        } else {
            Age::Fresh
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn said(error: &CallError<RateError>) -> String {
    match error {
        CallError::Rejected(rejection) => rejection.to_string(),
        other => other.to_string(),
    }
}

impl fmt::Debug for RateDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let circuits: Vec<&Circuit> = self.circuits().collect();
        f.debug_struct("RateDesk")
            .field("base", &self.base)
            .field("sources", &circuits)
            .finish_non_exhaustive()
    }
}
