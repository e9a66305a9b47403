//! Who may reach a row, and how? This is the only way, and it takes a scope.

use std::collections::HashMap;
use std::sync::Arc;

use crate::clock::Clock;
use crate::db::database::Db;
use crate::models::{
    Condition, Hook, Key, ListState, Model, ModelMeta, OrderBy, Record, Scope, Value,
};

mod error;
mod outcome;

pub use self::error::StoreError;
pub use self::outcome::{Dependent, Page, Row, Total, Update};

/// Reads and writes the rows of models, each time through the eyes of a [`Scope`].
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    clock: Arc<dyn Clock>,
    hooks: Arc<HashMap<&'static str, Vec<Arc<dyn Hook>>>>,
}

impl Store {
    /// A store over `db`.
    pub fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, hooks: Arc::default() }
    }

    /// Adds a hook to the model of that name; hooks run in the order they were added.
    #[must_use]
    pub fn with_hook(mut self, model: &'static str, hook: Arc<dyn Hook>) -> Self {
        let mut hooks = HashMap::clone(&self.hooks);
        hooks.entry(model).or_default().push(hook);
        self.hooks = Arc::new(hooks);
        self
    }

    /// The database.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The clock.
    pub const fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }
}

/// The signatures that follow are complete; their bodies stand in one file each.
impl Store {
    /// One page of a list, within the scope and `extra`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn page(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        state: &ListState,
        extra: &Condition,
    ) -> Result<Page, StoreError> {
        let _ = (model, scope, state, extra);
        Err(StoreError::NotFound)
    }

    /// One row with the titles that its foreign keys refer to.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] also for a row outside the scope.
    pub async fn get(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        key: &Key,
    ) -> Result<Row, StoreError> {
        let _ = (model, scope, key);
        Err(StoreError::NotFound)
    }

    /// Adds a row; the record as it is now, with its key.
    ///
    /// # Errors
    ///
    /// [`StoreError::Invalid`] with what is wrong at which field.
    pub async fn insert(&self, scope: &Scope, record: Record) -> Result<Record, StoreError> {
        let _ = (scope, record);
        Err(StoreError::NotFound)
    }

    /// Adds many rows in one transaction.
    ///
    /// # Errors
    ///
    /// As [`Store::insert`]; then none was added.
    pub async fn insert_many(
        &self,
        scope: &Scope,
        records: Vec<Record>,
    ) -> Result<Vec<Record>, StoreError> {
        let _ = (scope, records);
        Err(StoreError::NotFound)
    }

    /// Changes a row; the record as it is now.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`], [`StoreError::Stale`], [`StoreError::Invalid`].
    pub async fn update(
        &self,
        scope: &Scope,
        key: &Key,
        change: Update,
    ) -> Result<Record, StoreError> {
        let _ = (scope, key, change);
        Err(StoreError::NotFound)
    }

    /// Deletes a row.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`], [`StoreError::Stale`], [`StoreError::Blocked`], [`StoreError::Invalid`].
    pub async fn delete(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        key: &Key,
        version: Option<Value>,
    ) -> Result<(), StoreError> {
        let _ = (model, scope, key, version);
        Err(StoreError::NotFound)
    }

    /// What refers to a row, in any of `models`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn dependents(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        key: &Key,
        models: &[&'static ModelMeta],
    ) -> Result<Vec<Dependent>, StoreError> {
        let _ = (model, scope, key, models);
        Err(StoreError::NotFound)
    }

    /// Rows whose title contains `text`: keys and titles.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn search_titles(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        text: &str,
        limit: u16,
    ) -> Result<Vec<(Key, String)>, StoreError> {
        let _ = (model, scope, text, limit);
        Err(StoreError::NotFound)
    }

    /// The rows that meet `condition`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn find(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        condition: &Condition,
        order: &[OrderBy],
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        let _ = (model, scope, condition, order, limit);
        Err(StoreError::NotFound)
    }

    /// How many rows meet `condition`, counted no further than `cap`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub async fn count(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        condition: &Condition,
        cap: u32,
    ) -> Result<u64, StoreError> {
        let _ = (model, scope, condition, cap);
        Err(StoreError::NotFound)
    }

    /// Adds a struct; the struct as it is now, with its key.
    ///
    /// # Errors
    ///
    /// As [`Store::insert`].
    pub async fn add<M: Model>(&self, scope: &Scope, model: &M) -> Result<M, StoreError> {
        let record = self.insert(scope, model.to_record()).await?;
        Ok(M::from_record(record)?)
    }

    /// The struct of a row.
    ///
    /// # Errors
    ///
    /// As [`Store::get`].
    pub async fn load<M: Model>(&self, scope: &Scope, key: &Key) -> Result<M, StoreError> {
        let row = self.get(M::meta(), scope, key).await?;
        Ok(M::from_record(row.record)?)
    }

    /// The structs of all rows that meet `condition`.
    ///
    /// # Errors
    ///
    /// As [`Store::find`].
    pub async fn all<M: Model>(
        &self,
        scope: &Scope,
        condition: &Condition,
    ) -> Result<Vec<M>, StoreError> {
        let records = self.find(M::meta(), scope, condition, &[], u32::MAX).await?;
        records.into_iter().map(|record| Ok(M::from_record(record)?)).collect()
    }
}
