//! How is something done to many rows at once? To all of them or to none, each in the way of a single change.

use std::sync::Arc;

use crate::db::DialectKind;
use crate::db::database::Tx;
use crate::db::query::{Direction, order_by, sorts};
use crate::db::store::change::Aim;
use crate::db::store::delete::refers;
use crate::db::store::read::{ROW, from};
use crate::db::store::titles::{named, naming};
use crate::db::store::update::Changed;
use crate::db::store::{Store, StoreError, Walk, Witness};
use crate::models::{
    Condition, EventKind, Key, Kind, Model, ModelMeta, OrderBy, Record, Scope, Value, Violations,
};

/// Rows that something is to be done with: a condition within a scope, looked at anew each time, and not a list of
/// keys.
///
/// ```ignore
/// let shipped = selection.update::<Order>(|order| { order.status = Status::Shipped; Ok(()) }).await?;
/// ```
#[derive(Debug, Clone)]
pub struct Selection {
    store: Store,
    model: &'static ModelMeta,
    scope: Scope,
    condition: Condition,
    expected: Option<u64>,
    witness: Option<Arc<dyn Witness>>,
}

/// Which rows are meant, as conditions that a database can judge.
struct Rows {
    /// Those that exist for who asks.
    visible: Condition,
    /// Those that are asked for.
    condition: Condition,
}

/// A row that a change was refused for, on its way out of the transaction.
struct Refused {
    key: Option<Key>,
    title: String,
    error: StoreError,
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self { key: None, title: String::new(), error }
    }
}

impl Selection {
    /// So many rows can be changed at once: a transaction has to end, and its rows have to fit into memory.
    pub const MOST: u32 = 10_000;

    /// The rows of `model` that meet `condition`, as far as they exist for `scope`.
    pub fn new(
        store: &Store,
        model: &'static ModelMeta,
        scope: &Scope,
        condition: Condition,
    ) -> Self {
        let (store, scope) = (store.clone(), scope.clone());
        Self { store, model, scope, condition, expected: None, witness: None }
    }

    /// Lets a change happen only if it finds so many rows.
    #[must_use]
    pub const fn expecting(mut self, count: u64) -> Self {
        self.expected = Some(count);
        self
    }

    /// Lets somebody write down each change in its transaction.
    #[must_use]
    pub fn witnessed(mut self, witness: Arc<dyn Witness>) -> Self {
        self.witness = Some(witness);
        self
    }

    /// The model.
    pub const fn model(&self) -> &'static ModelMeta {
        self.model
    }

    /// The store that the rows are in.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Who asks.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// What the rows have in common, besides that they exist for who asks.
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    /// How many rows there are, counted no further than one more than [`Selection::MOST`].
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn count(&self) -> Result<u64, StoreError> {
        self.store.count(self.model, &self.scope, &self.condition, Self::MOST + 1).await
    }

    /// A walk through the rows with all their columns, in that order.
    pub fn walk(&self, order: &[OrderBy]) -> Walk {
        let all: Vec<usize> = (0..self.model.columns().len()).collect();
        self.store.walk(self.model, &self.scope, &self.condition, order, &all)
    }

    /// Keys and titles of the first `count` rows in that order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn titles(
        &self,
        order: &[OrderBy],
        count: u16,
    ) -> Result<Vec<(Key, String)>, StoreError> {
        let mut walk = self.store.walk(self.model, &self.scope, &self.condition, order, &[]);
        let rows = walk.next(count).await?;
        Ok(rows.iter().map(|row| (row.record.key(), row.record.title())).collect())
    }

    /// Changes every row; how many were changed. One transaction: hooks, rules and guards see each row, and if one
    /// is refused, none is changed.
    ///
    /// # Errors
    ///
    /// [`StoreError::OneOfMany`] with the row that stands in the way, [`StoreError::OtherRows`],
    /// [`StoreError::TooManyRows`], [`StoreError::Load`] when a row does not fit the struct.
    pub async fn update<M: Model>(
        &self,
        change: impl Fn(&mut M) -> Result<(), Violations> + Send + Sync,
    ) -> Result<u64, StoreError> {
        self.update_records(&|record| {
            let mut model = M::from_record(record.clone())?;
            change(&mut model).map_err(StoreError::Invalid)?;
            *record = model.to_record();
            Ok(())
        })
        .await
    }

    /// [`Selection::update`] where only the table of facts is known.
    ///
    /// # Errors
    ///
    /// As [`Selection::update`].
    pub async fn update_records(
        &self,
        change: &(dyn Fn(&mut Record) -> Result<(), StoreError> + Send + Sync),
    ) -> Result<u64, StoreError> {
        let mut attempt = 0;
        let changed = loop {
            let result = self.update_once(change).await;
            if !self.store.again(attempt, &result).await {
                break result;
            }
            attempt += 1;
        }?;
        for Changed { old, new } in changed.iter().filter(|changed| changed.old != changed.new) {
            self.store.after(EventKind::Updated, &self.scope, Some(old), Some(new));
        }
        Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
    }

    /// Deletes every row; how many there were. One transaction: if one has to stay, all stay.
    ///
    /// # Errors
    ///
    /// As [`Selection::update`]; the row in the way is often [`StoreError::Blocked`].
    pub async fn delete(&self) -> Result<u64, StoreError> {
        let mut attempt = 0;
        let deleted = loop {
            let result = self.delete_once().await;
            if !self.store.again(attempt, &result).await {
                break result;
            }
            attempt += 1;
        }?;
        for old in &deleted {
            self.store.after(EventKind::Deleted, &self.scope, Some(old), None);
        }
        Ok(u64::try_from(deleted.len()).unwrap_or(u64::MAX))
    }

    async fn update_once(
        &self,
        change: &(dyn Fn(&mut Record) -> Result<(), StoreError> + Send + Sync),
    ) -> Result<Vec<Changed>, StoreError> {
        let visible = self.store.visible(self.model, &self.scope).await?;
        let condition = self.store.exactly(self.model, self.condition.clone()).await?;
        let rows = Rows { visible, condition };
        let mut tx = self.store.db().begin().await?;
        match self.update_in(&mut tx, &rows, change).await {
            Ok(changed) => {
                tx.commit().await?;
                self.committed();
                Ok(changed)
            }
            Err(refused) => self.undone(tx, refused, EventKind::Updated).await,
        }
    }

    async fn update_in(
        &self,
        tx: &mut Tx,
        rows: &Rows,
        change: &(dyn Fn(&mut Record) -> Result<(), StoreError> + Send + Sync),
    ) -> Result<Vec<Changed>, Refused> {
        let mut all = Vec::new();
        self.store.lock(tx, self.model).await?;
        let keys = self.store.hold_keys(tx, self.model).await?;
        for (key, title) in self.locked(tx, rows).await? {
            let refused = |error| Refused { key: Some(key.clone()), title: title.clone(), error };
            let aim = self.aim(&key, rows);
            let old = self.store.row_for_change(tx, &aim).await.map_err(refused)?;
            let mut new = old.clone();
            change(&mut new).map_err(refused)?;
            if let Some(version) = self.model.columns().version() {
                new.set_at(version.index, old.at(version.index).clone());
            }
            let changed = Changed { old, new };
            let changed = self.store.write_change(tx, &aim, keys.as_deref(), changed).await;
            all.push(changed.map_err(refused)?);
        }
        self.attest(tx, all.len()).await?;
        Ok(all)
    }

    async fn delete_once(&self) -> Result<Vec<Record>, StoreError> {
        let visible = self.store.visible(self.model, &self.scope).await?;
        let condition = self.store.exactly(self.model, self.condition.clone()).await?;
        let rows = Rows { visible, condition };
        let mut tx = self.store.db().begin().await?;
        match self.delete_in(&mut tx, &rows).await {
            Ok(deleted) => {
                tx.commit().await?;
                self.committed();
                Ok(deleted)
            }
            Err(refused) => self.undone(tx, refused, EventKind::Deleted).await,
        }
    }

    async fn delete_in(&self, tx: &mut Tx, rows: &Rows) -> Result<Vec<Record>, Refused> {
        let mut all = Vec::new();
        self.store.lock(tx, self.model).await?;
        // The youngest first: rows refer to older ones of their own table more often than to younger ones.
        for (key, title) in self.locked(tx, rows).await?.into_iter().rev() {
            match self.store.delete_in(tx, &self.aim(&key, rows)).await {
                Ok(old) => all.push(old),
                Err(error) => return Err(Refused { key: Some(key), title, error }),
            }
        }
        self.attest(tx, all.len()).await?;
        Ok(all)
    }

    async fn attest(&self, tx: &mut Tx, rows: usize) -> Result<(), StoreError> {
        match &self.witness {
            Some(witness) => witness.attest(tx, u64::try_from(rows).unwrap_or(u64::MAX)).await,
            None => Ok(()),
        }
    }

    fn committed(&self) {
        if let Some(witness) = &self.witness {
            witness.committed();
        }
    }

    fn aim<'a>(&'a self, key: &'a Key, rows: &Rows) -> Aim<'a> {
        let visible = rows.visible.clone();
        Aim { model: self.model, scope: &self.scope, key, version: None, visible }
    }

    /// Keys and titles of the rows, in the order of their keys; on servers locked against other writers.
    async fn locked(&self, tx: &mut Tx, rows: &Rows) -> Result<Vec<(Key, String)>, Refused> {
        let naming = naming(self.model);
        let by_key: Vec<OrderBy> = self
            .model
            .columns()
            .key()
            .map(|column| OrderBy { column: column.name, descending: false })
            .collect();
        let mut writer = self.store.writer();
        writer.push("SELECT ");
        for (place, column) in naming.iter().enumerate() {
            if place > 0 {
                writer.push(", ");
            }
            writer.read(self.model, column, ROW);
        }
        from(&mut writer, self.model);
        writer.condition_on(ROW, self.model, &rows.visible.clone().and(rows.condition.clone()));
        order_by(&mut writer, ROW, &sorts(self.model, &by_key), Direction::Forward);
        let limit = i64::from(Self::MOST) + 1;
        writer.push(" LIMIT ").bind(Kind::Int, Value::Int(limit));
        if writer.dialect() != DialectKind::Sqlite {
            writer.push(" FOR UPDATE");
        }
        let rows = tx.fetch(writer.finish(&[])).await.map_err(StoreError::from)?;
        let found = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        if found > u64::from(Self::MOST) {
            return Err(StoreError::TooManyRows { most: Self::MOST }.into());
        }
        match self.expected {
            Some(expected) if expected != found => {
                Err(StoreError::OtherRows { expected, found }.into())
            }
            _ => Ok(rows.into_iter().map(|values| named(self.model, &naming, values)).collect()),
        }
    }

    /// The reason why nothing was done, once the transaction is over.
    async fn undone<T>(&self, tx: Tx, refused: Refused, what: EventKind) -> Result<T, StoreError> {
        tx.rollback().await?;
        let Refused { key, title, error } = refused;
        let Some(key) = key else { return Err(error) };
        let error = if what == EventKind::Deleted && refers(&error) {
            let models = &self.store.models;
            let found = self.store.dependents(self.model, &self.scope, &key, models).await?;
            StoreError::Blocked(found)
        } else {
            self.store.explained(self.model, error).await
        };
        match error {
            // The database's own trouble is not the row's.
            StoreError::Database(error) => Err(error.into()),
            error => Err(StoreError::OneOfMany { title, source: Box::new(error) }),
        }
    }
}
