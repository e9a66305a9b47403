//! How is a row added?

use uuid::{NoContext, Timestamp, Uuid};

use crate::db::database::Tx;
use crate::db::query::fit;
use crate::db::sealing::SealingKeys;
use crate::db::statement::Statement;
use crate::db::store::sealing::Ciphertexts;
use crate::db::store::{Store, StoreError};
use crate::models::{Column, Condition, Event, EventKind, Kind, Record, Scope, Value, validate};

impl Store {
    /// Adds a row; the record as it is now, with its key.
    ///
    /// A key that the database makes is left to it when NULL or 0; a UUID key is made here when NULL or nil.
    ///
    /// # Errors
    ///
    /// [`StoreError::Invalid`] with what is wrong at which field.
    pub async fn insert(&self, scope: &Scope, record: Record) -> Result<Record, StoreError> {
        let mut added = self.insert_many(scope, vec![record]).await?;
        added.pop().ok_or(StoreError::NotFound)
    }

    /// Adds many rows, of any models, in one transaction.
    ///
    /// # Errors
    ///
    /// As [`Store::insert`]; then none was added.
    pub async fn insert_many(
        &self,
        scope: &Scope,
        records: Vec<Record>,
    ) -> Result<Vec<Record>, StoreError> {
        let mut attempt = 0;
        let added = loop {
            let result = self.insert_once(scope, &records).await;
            if !self.again(attempt, &result).await {
                break result;
            }
            attempt += 1;
        }?;
        for record in &added {
            self.after(EventKind::Inserted, scope, None, Some(record));
        }
        Ok(added)
    }

    async fn insert_once(
        &self,
        scope: &Scope,
        records: &[Record],
    ) -> Result<Vec<Record>, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut added = Vec::with_capacity(records.len());
        for record in records {
            let model = record.model();
            match self.insert_in(&mut tx, scope, record.clone()).await {
                Ok(record) => added.push(record),
                Err(error) => {
                    tx.rollback().await?;
                    return Err(self.explained(model, error).await);
                }
            }
        }
        tx.commit().await?;
        Ok(added)
    }

    /// Adds a row in the transaction of a change that it belongs to. Nobody is told of it after the commit.
    pub(crate) async fn insert_in(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        mut record: Record,
    ) -> Result<Record, StoreError> {
        let model = record.model();
        self.lock(tx, model).await?;
        let keys = self.hold_keys(tx, model).await?;
        self.prepare(&mut record);
        self.before(|hook, change| hook.before_insert(change), scope, &mut record, None)?;
        validate::validate(&mut record).map_err(StoreError::Invalid)?;
        self.check_references(tx, scope, &record, |_| true).await?;
        let (what, now) = (EventKind::Inserted, self.clock.now());
        let event = Event::new(what, None, Some(&record), scope.actor(), now);
        self.guard(tx, &event.with_origin(scope.origin())).await?;
        let made = made_by_database(&record);
        let mut sealed = Ciphertexts::new();
        if let Some(keys) = &keys {
            self.index(tx, &**keys, &mut record, |_| true).await?;
            // What is sealed is bound to the key of its row, which is not known yet where the database makes it:
            // the row is added with empty cells, which hold nothing, and gets its ciphertexts before anybody
            // else can see it.
            sealed = match made {
                Some(_) => empty_cells(&record),
                None => self.seal(&**keys, &record, |_| true)?,
            };
        }
        let statement = self.insert_statement(&record, made, sealed);
        if let Some(column) = made {
            let key = if self.db.has_returning() {
                tx.fetch(statement).await?.into_iter().flatten().next()
            } else {
                tx.run(statement).await?.last_key.map(Value::Int)
            };
            record.set_at(column.index, key.unwrap_or_default());
            if let Some(keys) = &keys {
                self.fill_cells(tx, &**keys, &record).await?;
            }
        } else {
            tx.execute(statement).await?;
        }
        Self::check_scope(&self.allowed(model, scope), &record)?;
        let event = Event::new(what, None, Some(&record), scope.actor(), now);
        self.written(tx, &event.with_origin(scope.origin())).await?;
        Ok(record)
    }

    /// Fills in what a new row has by itself: a UUID key, the first version, values of their column's kind.
    fn prepare(&self, record: &mut Record) {
        for column in record.model().columns().all() {
            let value = record.at(column.index);
            let new = match (column.kind(), value) {
                (Kind::Uuid, Value::Null) if column.key => Some(self.new_uuid()),
                (Kind::Uuid, Value::Uuid(uuid)) if column.key && uuid.is_nil() => {
                    Some(self.new_uuid())
                }
                (Kind::Int, Value::Null | Value::Int(0)) if column.version => Some(Value::Int(1)),
                (kind @ (Kind::Decimal | Kind::Float), Value::Int(int)) => {
                    Some(fit(kind, Value::Int(*int)))
                }
                _ => None,
            };
            if let Some(new) = new {
                record.set_at(column.index, new);
            }
        }
    }

    /// A UUID that sorts by the time it was made.
    fn new_uuid(&self) -> Value {
        let now = self.clock.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let timestamp = Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos());
        Value::Uuid(Uuid::new_v7(timestamp))
    }

    /// Seals what was left empty, now that the key of the row is known.
    async fn fill_cells(
        &self,
        tx: &mut Tx,
        keys: &dyn SealingKeys,
        record: &Record,
    ) -> Result<(), StoreError> {
        let model = record.model();
        let sealed = self.seal(keys, record, |column| !record.at(column.index).is_null())?;
        if sealed.is_empty() {
            return Ok(());
        }
        let mut writer = self.writer();
        writer.push("UPDATE ").ident(model.table);
        for (place, (column, kept)) in sealed.into_iter().enumerate() {
            writer.push(if place == 0 { " SET " } else { ", " });
            writer.ident(column.name).push(" = ").bind_kept(model, column, kept);
        }
        writer.push(" WHERE ").condition(model, &Condition::key(model, &record.key()));
        match tx.execute(writer.finish(&[])).await? {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }

    fn insert_statement(
        &self,
        record: &Record,
        made: Option<&'static Column>,
        mut sealed: Ciphertexts,
    ) -> Statement {
        let model = record.model();
        let is_written = |column: &&Column| made.is_none_or(|made| made.index != column.index);
        let written = || model.columns().all().iter().filter(is_written);
        let mut writer = self.writer();
        writer.push("INSERT INTO ").ident(model.table);
        if written().next().is_none() {
            match writer.dialect() {
                crate::db::DialectKind::MySql => writer.push(" () VALUES ()"),
                _ => writer.push(" DEFAULT VALUES"),
            };
        } else {
            for (place, column) in written().enumerate() {
                writer.push(if place == 0 { " (" } else { ", " }).ident(column.name);
            }
            for (place, column) in written().enumerate() {
                writer.push(if place == 0 { ") VALUES (" } else { ", " });
                match sealed.iter_mut().find(|(sealed, _)| sealed.index == column.index) {
                    Some((_, kept)) => writer.bind_kept(model, column, kept.take()),
                    None => writer.bind_column(model, column, record.at(column.index).clone()),
                };
            }
            writer.push(")");
        }
        if let Some(made) = made.filter(|_| self.db.has_returning()) {
            writer.push(" RETURNING ").read(model, made, "");
        }
        writer.finish(&[])
    }
}

/// Cells without anything in them, for every value that will be sealed.
fn empty_cells(record: &Record) -> Ciphertexts {
    let cell = |column: &'static Column| {
        let kept = (!record.at(column.index).is_null()).then(Vec::new);
        (column, kept)
    };
    record.model().columns().sealed().map(|(column, _)| cell(column)).collect()
}

/// The key column whose value the database makes for this record.
fn made_by_database(record: &Record) -> Option<&'static Column> {
    record.model().columns().key().find(|column| {
        column.generated && matches!(record.at(column.index), Value::Null | Value::Int(0))
    })
}
