//! How many requests were there, and how long did they take? Counted by the template of the address, so that nobody makes
//! more figures by asking for more addresses.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::admin::metrics::exposition::{Exposition, Sort};

/// The bounds of the histogram, in milliseconds and as they are written.
const BOUNDS: [(u64, &str); 9] = [
    (5, "0.005"),
    (10, "0.01"),
    (25, "0.025"),
    (50, "0.05"),
    (100, "0.1"),
    (250, "0.25"),
    (1_000, "1"),
    (2_500, "2.5"),
    (10_000, "10"),
];

/// Every request since the program started.
#[derive(Debug, Default)]
pub(crate) struct Requests(Mutex<BTreeMap<Asked, Taken>>);

/// Method, template and status.
type Asked = (&'static str, &'static str, u16);

#[derive(Debug, Clone, Copy, Default)]
struct Taken {
    within: [u64; BOUNDS.len()],
    count: u64,
    total: Duration,
}

impl Requests {
    /// A request was answered.
    pub(crate) fn count(&self, method: &str, template: &'static str, status: u16, took: Duration) {
        // Anybody can think of methods.
        let method = ["GET", "POST", "HEAD"].into_iter().find(|known| *known == method);
        let template = if template.is_empty() { "none" } else { template };
        let asked = (method.unwrap_or("other"), template, status);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(asked).or_default();
        taken.count += 1;
        taken.total = taken.total.saturating_add(took);
        for ((bound, _), within) in BOUNDS.iter().zip(taken.within.iter_mut()) {
            *within += u64::from(took <= Duration::from_millis(*bound));
        }
    }

    /// Writes the figures: requests by status, times by address.
    pub(crate) fn write(&self, out: &mut Exposition) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let name = "fab_http_requests_total";
        out.family(name, Sort::Counter, "Requests that were answered.");
        let mut times: BTreeMap<(&str, &str), Taken> = BTreeMap::new();
        for ((method, route, status), taken) in &all {
            let status = status.to_string();
            let labels = [("method", *method), ("route", *route), ("status", status.as_str())];
            out.sample(name, &labels, taken.count);
            let sum = times.entry((method, route)).or_default();
            sum.count += taken.count;
            sum.total = sum.total.saturating_add(taken.total);
            for (sum, within) in sum.within.iter_mut().zip(taken.within) {
                *sum += within;
            }
        }
        let name = "fab_http_request_duration_seconds";
        out.family(name, Sort::Histogram, "From the head of a request to the head of its answer.");
        for ((method, route), taken) in times {
            let bounds = BOUNDS.iter().map(|(_, text)| *text).zip(taken.within);
            for (bound, within) in bounds.chain([("+Inf", taken.count)]) {
                let labels = [("method", method), ("route", route), ("le", bound)];
                out.sample(&format!("{name}_bucket"), &labels, within);
            }
            let labels = [("method", method), ("route", route)];
            out.sample(&format!("{name}_sum"), &labels, taken.total.as_secs_f64());
            out.sample(&format!("{name}_count"), &labels, taken.count);
        }
    }
}
