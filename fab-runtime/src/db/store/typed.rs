//! How are rows reached as structs? Thin at the edge: everything beneath works on records.

use crate::db::store::{Store, StoreError};
use crate::models::{Condition, Key, Model, Scope};

impl Store {
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
