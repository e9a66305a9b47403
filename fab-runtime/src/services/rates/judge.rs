//! Which rates of these tables are believed? Those on which sources agree, and that did not jump.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::services::rates::{Currency, Table};

/// What was decided about the rates of one round.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Believed: how much, and who said so first.
    pub(super) believed: BTreeMap<Currency, (Decimal, Arc<str>, chrono::NaiveDate)>,
    /// Sources contradict each other.
    pub(super) disputed: Vec<Currency>,
    /// It differs too much from the last one.
    pub(super) jumped: Vec<Currency>,
}

/// Judges tables of the same base, the most trusted first. `anchors` are the rates that a new one is compared with: one
/// of them must be near, if there are any.
pub(super) fn judge(
    tables: &[(Arc<str>, Table)],
    agreement: Decimal,
    band: Decimal,
    anchors: impl Fn(Currency) -> Vec<Decimal>,
) -> Verdict {
    let mut verdict = Verdict::default();
    for (at, (source, table)) in tables.iter().enumerate() {
        for (currency, rate) in table.iter() {
            let earlier = tables.iter().take(at);
            if earlier.clone().any(|(_, other)| other.rate(currency).is_some()) {
                continue;
            }
            let mut later =
                tables.iter().skip(at + 1).filter_map(|(_, other)| other.rate(currency));
            let anchors = anchors(currency);
            if !later.all(|other| is_near(rate, other, agreement)) {
                verdict.disputed.push(currency);
            } else if !anchors.is_empty() && !anchors.iter().any(|old| is_near(rate, *old, band)) {
                verdict.jumped.push(currency);
            } else {
                let line = (rate, Arc::clone(source), table.published());
                verdict.believed.insert(currency, line);
            }
        }
    }
    verdict
}

/// Whether `a` differs from `b` by at most `percent` of `b`.
pub(super) fn is_near(a: Decimal, b: Decimal, percent: Decimal) -> bool {
    let difference = (a - b).abs().checked_mul(Decimal::ONE_HUNDRED);
    let allowed = b.checked_mul(percent);
    matches!((difference, allowed), (Some(difference), Some(allowed)) if difference <= allowed)
}
