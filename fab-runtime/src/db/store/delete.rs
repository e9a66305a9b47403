//! How is a row deleted?

use crate::db::database::Tx;
use crate::db::error::{ConstraintKind, DbError};
use crate::db::store::change::Aim;
use crate::db::store::{Store, StoreError};
use crate::models::{Event, EventKind, Key, ModelMeta, Record, Scope, Value};

impl Store {
    /// Deletes a row.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`], [`StoreError::Stale`], [`StoreError::Invalid`], and [`StoreError::Blocked`] with
    /// the rows of the models of [`Store::with_models`] that refer to it, as far as the scope sees them.
    pub async fn delete(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        key: &Key,
        version: Option<Value>,
    ) -> Result<(), StoreError> {
        let visible = self.visible(model, scope).await?;
        let aim = Aim { model, scope, key, version: version.as_ref(), visible };
        let mut attempt = 0;
        let old = loop {
            let result = self.delete_once(&aim).await;
            if !self.again(attempt, &result).await {
                break result;
            }
            attempt += 1;
        }?;
        self.after(EventKind::Deleted, scope, Some(&old), None);
        Ok(())
    }

    async fn delete_once(&self, aim: &Aim<'_>) -> Result<Record, StoreError> {
        let Aim { model, scope, key, .. } = *aim;
        let mut tx = self.db.begin().await?;
        match self.delete_in(&mut tx, aim).await {
            Ok(old) => {
                tx.commit().await?;
                Ok(old)
            }
            Err(error) => {
                tx.rollback().await?;
                if refers(&error) {
                    let found = self.dependents(model, scope, key, &self.models).await?;
                    return Err(StoreError::Blocked(found));
                }
                Err(self.explained(model, error).await)
            }
        }
    }

    pub(super) async fn delete_in(&self, tx: &mut Tx, aim: &Aim<'_>) -> Result<Record, StoreError> {
        let Aim { model, scope, .. } = *aim;
        self.lock(tx, model).await?;
        let old = self.row_for_change(tx, aim).await?;
        let mut doomed = old.clone();
        self.before(|hook, change| hook.before_delete(change), scope, &mut doomed, Some(&old))?;
        let (what, now) = (EventKind::Deleted, self.clock.now());
        let event =
            Event::new(what, Some(&old), None, scope.actor(), now).with_origin(scope.origin());
        self.guard(tx, &event).await?;
        let mut writer = self.writer();
        writer.push("DELETE FROM ").ident(model.table).push(" WHERE ");
        writer.condition(model, &Self::same_row(&old).and(aim.visible.clone()));
        if tx.execute(writer.finish(&[])).await? == 0 {
            return Err(StoreError::NotFound);
        }
        self.written(tx, &event).await?;
        Ok(old)
    }
}

/// Whether other rows refer to the row.
pub(super) fn refers(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(DbError::Constraint(constraint))
        if constraint.kind == ConstraintKind::ForeignKey)
}
