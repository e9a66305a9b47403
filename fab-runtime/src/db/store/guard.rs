//! Which changes depend on other rows than the one that changes?

use std::fmt;

use futures_util::future::BoxFuture;

use crate::db::database::Tx;
use crate::db::error::DbError;
use crate::db::store::{Store, StoreError};
use crate::models::{Event, ModelMeta, Record};

/// A rule that has to look at other rows, inside the transaction of the change.
///
/// Where a [`Hook`](crate::models::Hook) judges one record, a guard may read, refuse, and write what must change
/// along: it is what keeps the last of something, whatever runs at the same time.
pub trait Guard: fmt::Debug + Send + Sync {
    /// Takes what locks the rule needs. Runs first in the transaction, before the row is read, so that all
    /// changes take locks in the same order.
    fn lock<'a>(&'a self, tx: &'a mut Tx) -> BoxFuture<'a, Result<(), DbError>>;

    /// Judges a change that is about to be written; hooks have run and the values are valid.
    fn check<'a>(
        &'a self,
        tx: &'a mut Tx,
        event: &'a Event<'a>,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Writes what belongs to a change that was just written, key and all: the last statements of the row's
    /// change, inside its transaction.
    fn written<'a>(
        &'a self,
        tx: &'a mut Tx,
        event: &'a Event<'a>,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let _ = (tx, event);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Store {
    /// Lets every guard of the model take its locks.
    pub(super) async fn lock(&self, tx: &mut Tx, model: &ModelMeta) -> Result<(), StoreError> {
        for guard in self.guards.get(model.name).into_iter().flatten() {
            guard.lock(tx).await?;
        }
        Ok(())
    }

    /// Lets every guard of the model judge a change.
    pub(super) async fn guard(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), StoreError> {
        let Some(model) = event.new.or(event.old).map(Record::model) else { return Ok(()) };
        for guard in self.guards.get(model.name).into_iter().flatten() {
            guard.check(tx, event).await?;
        }
        Ok(())
    }

    /// Lets every guard of the model write what belongs to a change.
    pub(super) async fn written(&self, tx: &mut Tx, event: &Event<'_>) -> Result<(), StoreError> {
        let Some(model) = event.new.or(event.old).map(Record::model) else { return Ok(()) };
        for guard in self.guards.get(model.name).into_iter().flatten() {
            guard.written(tx, event).await?;
        }
        Ok(())
    }
}
