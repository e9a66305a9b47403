//! What refers to a row?

use crate::db::store::read::{ROW, capped_count, first_count, from};
use crate::db::store::titles::{named, naming};
use crate::db::store::{Dependent, Store, StoreError, Total};
use crate::models::{Column, Condition, Key, ModelMeta, Scope, Value};

/// Rows are counted no further than this.
const COUNTED: u64 = 1000;

/// Rows that are named.
const NAMED: u64 = 5;

impl Store {
    /// What refers to a row, in any of `models` and within the scope. One statement for each foreign key.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`](crate::db::StoreError::Database).
    pub async fn dependents(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        key: &Key,
        models: &[&'static ModelMeta],
    ) -> Result<Vec<Dependent>, StoreError> {
        let mut all = Vec::new();
        for other in models {
            for (column, target) in other.columns().relations() {
                if std::ptr::eq(target, model)
                    && let Some(found) = self.referring(other, column, scope, key.single()).await?
                {
                    all.push(found);
                }
            }
        }
        Ok(all)
    }

    async fn referring(
        &self,
        model: &'static ModelMeta,
        column: &'static Column,
        scope: &Scope,
        key: &Value,
    ) -> Result<Option<Dependent>, StoreError> {
        let condition =
            Condition::eq(column.name, key.clone()).and(self.visible(model, scope).await?);
        let naming = naming(model);
        let mut writer = self.writer();
        writer.push("SELECT ");
        for column in &naming {
            writer.read(model, column, ROW).push(", ");
        }
        capped_count(&mut writer, model, &condition, COUNTED + 1);
        from(&mut writer, model);
        writer.condition_on(ROW, model, &condition);
        writer.push(" LIMIT ").number(NAMED);
        let rows = self.db.fetch(writer.finish(&[])).await?;
        let counted = first_count(&rows);
        if rows.is_empty() {
            return Ok(None);
        }
        let count =
            if counted > COUNTED { Total::MoreThan(COUNTED) } else { Total::Exact(counted) };
        let sample = rows.into_iter().map(|values| named(model, &naming, values)).collect();
        Ok(Some(Dependent { model, column, count, sample }))
    }
}
