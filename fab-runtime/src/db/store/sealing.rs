//! How do sealed columns come out of the database, and how do they go in? Opened, and sealed; never otherwise.

use std::sync::Arc;

use crate::db::database::Tx;
use crate::db::error::DbError;
use crate::db::sealing::{
    BrokenCell, KeyHold, Opened, SealObserver, SealedCell, Sealer, SealingError, SealingKeys,
    SealingMode, form, plain_value, row_bytes,
};
use crate::db::storage::storage_of;
use crate::db::store::{Store, StoreError};
use crate::db::writer::SqlWriter;
use crate::models::{
    Column, Condition, Key, Kind, Mask, ModelMeta, Record, Sealed, Value, Violation, Violations,
};

/// Which sealed cells of a row are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// All of them.
    All,
    /// Those whose mask shows a part.
    Masked,
    /// That of the column at this index.
    Only(usize),
}

/// Values as they were read, and which columns they are of.
pub(super) struct Cells<'a> {
    pub(super) model: &'static ModelMeta,
    pub(super) columns: &'a [&'static Column],
}

/// What the sealed columns of a row are to hold: by place, the bytes or NULL.
pub(super) type Ciphertexts = Vec<(&'static Column, Option<Vec<u8>>)>;

impl Store {
    /// Gives the store its keys. Without any, models with sealed columns are neither read nor written.
    #[must_use]
    pub fn with_sealer(mut self, sealer: Arc<dyn Sealer>) -> Self {
        self.sealer = Some(sealer);
        self
    }

    /// Tells `observer` of sealed cells that do not open.
    #[must_use]
    pub fn with_seal_observer(mut self, observer: Arc<dyn SealObserver>) -> Self {
        self.seal_observer = Some(observer);
        self
    }

    /// Who is told of sealed cells that do not open.
    pub const fn seal_observer(&self) -> Option<&Arc<dyn SealObserver>> {
        self.seal_observer.as_ref()
    }

    /// Where the keys come from, if there are any.
    pub const fn sealer(&self) -> Option<&Arc<dyn Sealer>> {
        self.sealer.as_ref()
    }

    /// An empty statement that finds rows by sealed columns.
    pub(super) fn writer(&self) -> SqlWriter {
        self.db.writer().with_keys(self.sealer.as_ref().map(|sealer| sealer.keys()))
    }

    /// Where the keys for `model` come from; `None` when nothing of it is sealed.
    pub(super) fn sealer_of(
        &self,
        model: &'static ModelMeta,
    ) -> Result<Option<&Arc<dyn Sealer>>, StoreError> {
        if !model.columns().has_sealed() {
            return Ok(None);
        }
        let missing = || DbError::from(SealingError::NoKeys { model: model.name });
        Ok(Some(self.sealer.as_ref().ok_or_else(missing)?))
    }

    /// Whole rows as records, every sealed cell opened.
    pub(super) async fn records(
        &self,
        model: &'static ModelMeta,
        mut rows: Vec<Vec<Value>>,
    ) -> Result<Vec<Record>, StoreError> {
        if model.columns().has_sealed() {
            let columns: Vec<&'static Column> = model.columns().all().iter().collect();
            self.open(&Cells { model, columns: &columns }, &mut rows, Opening::All).await?;
        }
        Ok(rows.into_iter().map(|values| Record::new(model, values)).collect())
    }

    /// Puts opened (or closed, or broken) cells where bytes were read. When a key is unknown, the keys are read
    /// again once: another process may have made it.
    pub(super) async fn open(
        &self,
        cells: &Cells<'_>,
        rows: &mut [Vec<Value>],
        opening: Opening,
    ) -> Result<(), StoreError> {
        let Some(sealer) = self.sealer_of(cells.model)? else { return Ok(()) };
        if self.open_with(&*sealer.keys(), cells, rows, opening) {
            sealer.refresh().await?;
            if self.open_with(&*sealer.keys(), cells, rows, opening) {
                self.give_up(cells, rows);
            }
        }
        Ok(())
    }

    /// Opens what is not opened yet; whether cells are left because their key is unknown.
    fn open_with(
        &self,
        keys: &dyn SealingKeys,
        cells: &Cells<'_>,
        rows: &mut [Vec<Value>],
        opening: Opening,
    ) -> bool {
        let mut left = false;
        for row in rows {
            let mut place = None;
            for (at, column) in cells.columns.iter().enumerate() {
                let Some(sealed) = column.sealed else { continue };
                let Some(kept) = row.get_mut(at).and_then(taken) else { continue };
                let opened = match opening {
                    Opening::All => true,
                    Opening::Masked => sealed.mask != Mask::All,
                    Opening::Only(index) => column.index == index,
                };
                if !opened {
                    set(row, at, Value::Sealed(Sealed::closed(kept)));
                    continue;
                }
                let (key, bytes) = place.get_or_insert_with(|| cells.key(row));
                let cell = SealedCell::of(cells.model, column, bytes);
                let opened = match cell {
                    Some(cell) if !bytes.is_empty() => keys.open(&cell, &kept),
                    _ => Opened::Broken("the row has no key"),
                };
                let value = match opened {
                    Opened::Value(value) => Sealed::open(value),
                    Opened::NotSealed => self.plain(cells.model, column, key, &kept),
                    Opened::UnknownKey => {
                        left = true;
                        set(row, at, Value::Bytes(kept));
                        continue;
                    }
                    Opened::Broken(reason) => self.broken(cells.model, column, key, reason),
                };
                set(row, at, Value::Sealed(value));
            }
        }
        left
    }

    fn give_up(&self, cells: &Cells<'_>, rows: &mut [Vec<Value>]) {
        for row in rows {
            for (at, column) in cells.columns.iter().enumerate() {
                if column.sealed.is_some() && row.get_mut(at).and_then(taken).is_some() {
                    let (key, _) = cells.key(row);
                    let reason = "its key is not known here";
                    let broken = self.broken(cells.model, column, &key, reason);
                    set(row, at, Value::Sealed(broken));
                }
            }
        }
    }

    /// A value in the clear: read while a table is being migrated, refused otherwise.
    fn plain(
        &self,
        model: &'static ModelMeta,
        column: &'static Column,
        key: &Key,
        kept: &[u8],
    ) -> Sealed {
        let migrating = |sealer: &&Arc<dyn Sealer>| sealer.mode() == SealingMode::Migrating;
        let Some(sealer) = self.sealer.as_ref().filter(migrating) else {
            return self.broken(model, column, key, "it is not sealed");
        };
        match plain_value(column, kept) {
            Some(value) => {
                sealer.read_plain();
                Sealed::open(value)
            }
            None => self.broken(model, column, key, "it is neither sealed nor a value"),
        }
    }

    fn broken(
        &self,
        model: &'static ModelMeta,
        column: &'static Column,
        key: &Key,
        reason: &'static str,
    ) -> Sealed {
        let minute = self.clock.now().timestamp().div_euclid(60);
        if let Some(unsaid) = self.seal_watch.admits(minute) {
            let row = key.to_segment();
            let (model_name, column) = (model.name, column.name);
            tracing::warn!(
                model = model_name,
                column,
                row,
                reason,
                unsaid,
                "a sealed cell does not open"
            );
            if let Some(observer) = &self.seal_observer {
                observer.broken(&BrokenCell { model, column, key, reason, unsaid });
            }
        }
        Sealed::broken()
    }

    /// The keys to write rows of `model` with, held until `tx` ends; `None` when nothing of it is sealed.
    pub(super) async fn hold_keys(
        &self,
        tx: &mut Tx,
        model: &'static ModelMeta,
    ) -> Result<Option<Arc<dyn SealingKeys>>, StoreError> {
        let Some(sealer) = self.sealer_of(model)? else { return Ok(None) };
        let keys = sealer.keys();
        let unique = model.columns().all().iter().any(|c| c.blind_index_of.is_some() && c.unique);
        let hold = if unique && keys.index_keys() > 1 { KeyHold::Alone } else { KeyHold::Together };
        sealer.hold(&*keys, tx, hold).await?;
        Ok(Some(keys))
    }

    /// Sets the blind indexes of the sealed columns that `changed` names, and sees to it that no other row has a
    /// value that is to be unique, also under a key that is on its way out.
    pub(super) async fn index(
        &self,
        tx: &mut Tx,
        keys: &dyn SealingKeys,
        record: &mut Record,
        changed: impl Fn(&Column) -> bool,
    ) -> Result<(), StoreError> {
        let model = record.model();
        for hashes in model.columns().all() {
            let column = hashes.blind_index_of.and_then(|index| model.columns().get(index));
            let Some(column) = column.filter(|column| changed(column)) else { continue };
            let value = record.at(column.index);
            if value.is_null() {
                record.set_at(hashes.index, Value::Null);
                continue;
            }
            let cell =
                SealedCell::of(model, column, &[]).ok_or_else(|| not_sealed(model, column))?;
            let value = value.exposed().ok_or_else(|| not_sealed(model, column))?;
            let found = keys.hashes(&cell, value).map_err(DbError::from)?;
            let mut found = found.into_iter().map(Value::Bytes);
            record.set_at(hashes.index, found.next().unwrap_or_default());
            let others: Vec<Value> = found.collect();
            if hashes.unique && !others.is_empty() {
                self.check_taken(tx, record, (column, hashes), others).await?;
            }
        }
        Ok(())
    }

    async fn check_taken(
        &self,
        tx: &mut Tx,
        record: &Record,
        (column, hashes): (&'static Column, &'static Column),
        others: Vec<Value>,
    ) -> Result<(), StoreError> {
        let model = record.model();
        let mut writer = tx.writer();
        writer.push("SELECT 1 FROM ").ident(model.table).push(" WHERE ");
        let mut taken = Condition::is_in(hashes.name, others);
        if !record.key().values().iter().any(Value::is_null) {
            taken = taken.and(Condition::Not(Box::new(Condition::key(model, &record.key()))));
        }
        writer.condition(model, &taken).push(" LIMIT 1");
        let found = tx.fetch(writer.finish(&[Kind::Int])).await?;
        if found.is_empty() {
            return Ok(());
        }
        Err(StoreError::Invalid(Violations::at(column.name, Violation::taken())))
    }

    /// The ciphertexts of the sealed columns that `changed` names.
    pub(super) fn seal(
        &self,
        keys: &dyn SealingKeys,
        record: &Record,
        changed: impl Fn(&Column) -> bool,
    ) -> Result<Ciphertexts, StoreError> {
        let model = record.model();
        let storages = self.db.storages();
        let row = row_bytes(model, &record.key());
        let mut all = Ciphertexts::new();
        for column in model.columns().all() {
            if column.sealed.is_none() || !changed(column) {
                continue;
            }
            let value = record.at(column.index);
            if value.is_null() {
                all.push((column, None));
                continue;
            }
            let no_row = || DbError::from(SealingError::NoRow { table: model.table });
            let row = row.as_deref().ok_or_else(no_row)?;
            let cell =
                SealedCell::of(model, column, row).ok_or_else(|| not_sealed(model, column))?;
            let value = value.exposed().ok_or_else(|| not_sealed(model, column))?;
            let form = form(storage_of(&storages, model, column));
            let kept = keys.seal(&cell, value, form).map_err(DbError::from)?;
            all.push((column, Some(kept)));
        }
        Ok(all)
    }
}

impl Cells<'_> {
    /// The key of a row, and its bytes; empty where they cannot be had.
    fn key(&self, row: &[Value]) -> (Key, Vec<u8>) {
        let value = |wanted: &Column| {
            let at = self.columns.iter().position(|column| column.index == wanted.index);
            at.and_then(|at| row.get(at)).cloned().unwrap_or_default()
        };
        let key = Key::new(self.model.columns().key().map(value).collect());
        let bytes = row_bytes(self.model, &key).unwrap_or_default();
        (key, bytes)
    }
}

/// The bytes of a cell that nobody has looked into yet.
fn taken(value: &mut Value) -> Option<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Some(std::mem::take(bytes)),
        _ => None,
    }
}

fn set(row: &mut [Value], at: usize, value: Value) {
    if let Some(slot) = row.get_mut(at) {
        *slot = value;
    }
}

fn not_sealed(model: &'static ModelMeta, column: &'static Column) -> StoreError {
    let (table, column) = (model.table, column.name);
    DbError::from(SealingError::NotSealed { table, column }).into()
}
