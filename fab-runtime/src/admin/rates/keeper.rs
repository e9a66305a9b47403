//! When are rates asked for, and how do they get over a restart? A task of the site reads and writes them.

use std::sync::Arc;
use std::time::Duration;

use crate::admin::rates::rows::{ApprovedRate, KnownRate};
use crate::db::{Store, StoreError, Update};
use crate::models::{Condition, Model as _, Scope};
use crate::services::rates::{Known, RateDesk};

/// How often rates by hand are read: other processes and other people change them.
const LOOK: Duration = Duration::from_secs(15);
/// The sources are asked every so many looks: every five minutes.
const ASK: u32 = 20;

/// Keeps the rates of a desk.
#[derive(Debug)]
pub(super) struct Keeper {
    desk: Arc<RateDesk>,
}

impl Keeper {
    pub(super) const fn new(desk: Arc<RateDesk>) -> Self {
        Self { desk }
    }

    /// Goes on until it is dropped. A database or a source that fails is asked again later; meanwhile rates grow older.
    pub(super) async fn run(&self, store: &Store) {
        if let Err(error) = self.recall(store).await {
            tracing::warn!(%error, "the last rates could not be read");
        }
        for round in 0_u32.. {
            if let Err(error) = self.look(store).await {
                tracing::warn!(%error, "rates by hand could not be read");
            }
            if round.is_multiple_of(ASK) {
                match self.desk.refresh().await {
                    Ok(_) => self.keep(store).await,
                    Err(error) => tracing::warn!(%error, "no rates"),
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Knows again what was known before a restart.
    async fn recall(&self, store: &Store) -> Result<(), StoreError> {
        let rows: Vec<KnownRate> = store.all(&Scope::system(), &Condition::Everything).await?;
        self.desk.recall(rows.iter().filter_map(KnownRate::known));
        Ok(())
    }

    /// Lets the rates by hand count that people approved; those that are gone count no more.
    async fn look(&self, store: &Store) -> Result<(), StoreError> {
        let rows: Vec<ApprovedRate> = store.all(&Scope::system(), &Condition::Everything).await?;
        self.desk.approve_only(rows.iter().filter_map(ApprovedRate::manual));
        Ok(())
    }

    /// Writes down what is known, rate by rate; one that cannot be written keeps the others from nothing.
    async fn keep(&self, store: &Store) {
        for known in self.desk.known() {
            if let Err(error) = keep(store, &known).await {
                tracing::warn!(%error, currency = %known.currency, "a rate could not be kept");
            }
        }
    }
}

/// Writes down a rate, unless another process knows a younger one.
async fn keep(store: &Store, known: &Known) -> Result<(), StoreError> {
    let row = KnownRate::of(known);
    let all = Scope::system();
    let this = Condition::eq("currency", row.currency.as_str());
    let found: Vec<KnownRate> = store.all(&all, &this).await?;
    match found.first() {
        Some(kept) if kept.confirmed >= row.confirmed => Ok(()),
        Some(_) => {
            let change = Update::new(KnownRate::meta())
                .set("rate", row.rate.as_str())
                .set("source", row.source.as_str())
                .set("published", row.published)
                .set("confirmed", row.confirmed);
            store.update(&all, &row.to_record().key(), change).await.map(drop)
        }
        None => store.add(&all, &row).await.map(drop),
    }
}
