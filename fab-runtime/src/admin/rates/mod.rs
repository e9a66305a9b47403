//! Where does a site keep what currencies are worth? In two tables: what sources said last, so that a restart forgets
//! nothing, and what people approved.

mod keeper;
mod rows;

use std::sync::Arc;

use crate::admin::app::App;
use crate::admin::rate_board::{RateBoard, RateLine};
use crate::admin::rates::keeper::Keeper;
use crate::admin::rates::rows::{Approval, KnownRate};
use crate::clock::{Clock as _, SystemClock};
use crate::models::Model as _;
use crate::services::rates::{Age, RateDesk};

pub use self::rows::ApprovedRate;

impl App {
    /// Keeps the rates of a desk: asks its sources while the site is served, remembers over a restart what they said, and
    /// gives rates by hand a page of their own. The page of services shows its rates and its circuits.
    pub fn rates(mut self, desk: Arc<RateDesk>) -> Self {
        for circuit in desk.circuits() {
            self.circuits().add(circuit.clone());
        }
        self.tables.push(KnownRate::meta());
        let keeper = Arc::new(Keeper::new(Arc::clone(&desk)));
        let board = RateBoard::new(move || lines(&desk)).kept_by(move |store| {
            let keeper = Arc::clone(&keeper);
            Box::pin(async move { keeper.run(&store).await })
        });
        self.rate_board(board).model::<ApprovedRate>().hook::<ApprovedRate>(Approval)
    }
}

/// Every rate that is known, against the base of the desk.
fn lines(desk: &RateDesk) -> Vec<RateLine> {
    let (base, now) = (desk.base(), SystemClock.now());
    let line = |known: crate::services::rates::Known| {
        let trust = match desk.for_display(base, known.currency).map(|quote| quote.age) {
            Ok(Age::Fresh) => "fresh",
            Ok(Age::Stale) => "stale, good enough to move money",
            Ok(Age::Manual { .. }) => "by hand",
            _ => "only to be shown",
        };
        RateLine {
            pair: format!("{base}/{}", known.currency),
            rate: known.rate.normalize().to_string(),
            source: known.source.to_string(),
            trust,
            age_seconds: (now - known.confirmed).num_seconds(),
        }
    };
    desk.known().into_iter().map(line).collect()
}
