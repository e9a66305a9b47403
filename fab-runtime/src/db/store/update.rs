//! How is a row changed?

use crate::db::database::Tx;
use crate::db::query::fit;
use crate::db::sealing::SealingKeys;
use crate::db::statement::Statement;
use crate::db::store::change::Aim;
use crate::db::store::sealing::Ciphertexts;
use crate::db::store::{Store, StoreError, Update};
use crate::models::{
    Column, Condition, Event, EventKind, Key, Record, Scope, Value, Violation, Violations, validate,
};

/// A row as it was and as it is.
pub(super) struct Changed {
    pub(super) old: Record,
    pub(super) new: Record,
}

impl Store {
    /// Changes a row; the record as it is now. A change that changes nothing writes nothing.
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
        let mut attempt = 0;
        let changed = loop {
            let result = self.update_once(scope, key, &change).await;
            if !self.again(attempt, &result).await {
                break result;
            }
            attempt += 1;
        }?;
        if changed.old != changed.new {
            self.after(EventKind::Updated, scope, Some(&changed.old), Some(&changed.new));
        }
        Ok(changed.new)
    }

    async fn update_once(
        &self,
        scope: &Scope,
        key: &Key,
        change: &Update,
    ) -> Result<Changed, StoreError> {
        let visible = self.visible(change.model, scope).await?;
        let aim =
            Aim { model: change.model, scope, key, version: change.version.as_ref(), visible };
        let mut tx = self.db.begin().await?;
        match self.update_in(&mut tx, &aim, change).await {
            Ok(changed) => {
                tx.commit().await?;
                Ok(changed)
            }
            Err(error) => {
                tx.rollback().await?;
                Err(self.explained(change.model, error).await)
            }
        }
    }

    async fn update_in(
        &self,
        tx: &mut Tx,
        aim: &Aim<'_>,
        change: &Update,
    ) -> Result<Changed, StoreError> {
        let model = aim.model;
        self.lock(tx, model).await?;
        let keys = self.hold_keys(tx, model).await?;
        let old = self.row_for_change(tx, aim).await?;
        let mut new = old.clone();
        for (index, value) in &change.values {
            if let Some(column) = model.columns().get(*index).filter(|column| !column.version) {
                new.set_at(*index, fit(column.kind(), value.clone()));
            }
        }
        self.write_change(tx, aim, keys.as_deref(), Changed { old, new }).await
    }

    /// Writes a row that was locked and then changed in memory, once hooks, rules and guards agree.
    pub(super) async fn write_change(
        &self,
        tx: &mut Tx,
        aim: &Aim<'_>,
        keys: Option<&dyn SealingKeys>,
        changed: Changed,
    ) -> Result<Changed, StoreError> {
        let Changed { old, mut new } = changed;
        let Aim { model, scope, .. } = *aim;
        keep_hashes(&old, &mut new);
        if new == old {
            return Ok(Changed { old, new });
        }
        self.before(|hook, change| hook.before_update(change), scope, &mut new, Some(&old))?;
        if let Some(version) = model.columns().version() {
            new.set_at(version.index, next_version(old.at(version.index)));
        }
        keep_hashes(&old, &mut new);
        validate::validate(&mut new).map_err(StoreError::Invalid)?;
        let changed = |column: &Column| new.at(column.index) != old.at(column.index);
        self.check_references(tx, scope, &new, changed).await?;
        Self::check_scope(&self.allowed(model, scope), &new)?;
        let (what, now) = (EventKind::Updated, self.clock.now());
        let event = Event::new(what, Some(&old), Some(&new), scope.actor(), now)
            .with_origin(scope.origin());
        self.guard(tx, &event).await?;
        let mut sealed = Ciphertexts::new();
        if let Some(keys) = keys {
            // What is sealed is bound to the key of its row: under another key, it is sealed anew.
            let moved = old.key() != new.key();
            if moved {
                check_movable(&new)?;
            }
            let values = new.clone();
            let changed = |column: &Column| values.at(column.index) != old.at(column.index);
            self.index(tx, keys, &mut new, changed).await?;
            sealed = self.seal(keys, &new, |column| {
                changed(column) || (moved && !values.at(column.index).is_null())
            })?;
        }
        let statement = self.update_statement(&old, &new, sealed, aim.visible.clone());
        if tx.execute(statement).await? == 0 {
            return Err(StoreError::NotFound);
        }
        let event = Event::new(what, Some(&old), Some(&new), scope.actor(), now);
        self.written(tx, &event.with_origin(scope.origin())).await?;
        Ok(Changed { old, new })
    }

    /// The row as it is, once it is known to be visible and of the expected version.
    pub(super) async fn row_for_change(
        &self,
        tx: &mut Tx,
        aim: &Aim<'_>,
    ) -> Result<Record, StoreError> {
        let Aim { model, version, .. } = *aim;
        let found = tx.fetch(self.select_for_change(aim)).await?;
        let record = self.records(model, found).await?.into_iter().next();
        let record = record.ok_or(StoreError::NotFound)?;
        match (model.columns().version(), version) {
            (Some(column), Some(version)) if record.at(column.index) != version => {
                Err(StoreError::Stale { current: Box::new(record) })
            }
            _ => Ok(record),
        }
    }

    fn update_statement(
        &self,
        old: &Record,
        new: &Record,
        sealed: Ciphertexts,
        visible: Condition,
    ) -> Statement {
        let model = new.model();
        let mut writer = self.writer();
        writer.push("UPDATE ").ident(model.table);
        let mut word = " SET ";
        for column in model.columns().all() {
            if column.sealed.is_none() && new.at(column.index) != old.at(column.index) {
                writer.push(word).ident(column.name).push(" = ");
                writer.bind_column(model, column, new.at(column.index).clone());
                word = ", ";
            }
        }
        for (column, kept) in sealed {
            writer.push(word).ident(column.name).push(" = ").bind_kept(model, column, kept);
            word = ", ";
        }
        writer.push(" WHERE ");
        writer.condition(model, &Self::same_row(old).and(visible));
        writer.finish(&[])
    }

    /// The row of that key and version.
    pub(super) fn same_row(record: &Record) -> Condition {
        let model = record.model();
        let row = Condition::key(model, &record.key());
        match model.columns().version() {
            Some(version) => row.and(Condition::eq(version.name, record.at(version.index).clone())),
            None => row,
        }
    }
}

/// Nobody but the store says what a blind index holds.
fn keep_hashes(old: &Record, new: &mut Record) {
    if old.model().columns().has_sealed() {
        for column in old.model().columns().all() {
            if column.blind_index_of.is_some() {
                new.set_at(column.index, old.at(column.index).clone());
            }
        }
    }
}

/// A cell that does not open cannot be sealed for another key.
fn check_movable(record: &Record) -> Result<(), StoreError> {
    let mut violations = Violations::new();
    for (column, _) in record.model().columns().sealed() {
        if record.at(column.index).exposed().is_none() {
            let text = "This value does not open, so the row has to keep its key";
            violations.push(column.name, Violation::new("sealed", text));
        }
    }
    violations.into_result().map_err(StoreError::Invalid)
}

fn next_version(version: &Value) -> Value {
    Value::Int(version.as_int().and_then(|version| version.checked_add(1)).unwrap_or(1))
}
