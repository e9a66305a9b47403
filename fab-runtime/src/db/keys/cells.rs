//! How are all sealed cells of a table met, in the order of its key, a batch at a time?

use crate::db::database::Db;
use crate::db::query::{Direction, Sort, keyset, order_by};
use crate::db::sealing::{CellForm, form, row_bytes};
use crate::db::statement::Statement;
use crate::models::{Column, Condition, Key, ModelMeta, Value};

/// A walk over the rows of one model. Between two batches nothing is held: rows that are added behind it are sealed
/// with the keys of their own time.
#[derive(Debug)]
pub(super) struct CellWalk {
    pub(super) model: &'static ModelMeta,
    read: Vec<&'static Column>,
    sorts: Vec<Sort>,
    after: Option<Vec<Value>>,
}

/// A row with sealed cells, as the database keeps it.
#[derive(Debug)]
pub(super) struct SealedRow {
    pub(super) key: Key,
    /// The key as it is bound into ciphertexts.
    pub(super) bytes: Vec<u8>,
    pub(super) cells: Vec<KeptCell>,
}

/// One sealed cell.
#[derive(Debug)]
pub(super) struct KeptCell {
    pub(super) column: &'static Column,
    /// The column of its blind index, and what that holds.
    pub(super) index: Option<(&'static Column, Option<Vec<u8>>)>,
    pub(super) form: CellForm,
    pub(super) kept: Vec<u8>,
}

impl CellWalk {
    pub(super) fn new(model: &'static ModelMeta) -> Self {
        let columns = model.columns();
        let sealed = columns.sealed().map(|(column, _)| column);
        let hashes = columns.all().iter().filter(|column| column.blind_index_of.is_some());
        let read = columns.key().chain(sealed).chain(hashes).collect();
        let sorts = columns.key().map(|column| Sort { column, descending: false }).collect();
        Self { model, read, sorts, after: None }
    }

    /// Reads the next rows.
    pub(super) fn statement(&self, db: &Db, count: usize) -> Statement {
        let mut writer = db.writer();
        for (place, column) in self.read.iter().enumerate() {
            writer.push(if place == 0 { "SELECT " } else { ", " }).read(self.model, column, "");
        }
        writer.push(" FROM ").ident(self.model.table).push(" WHERE ");
        match &self.after {
            Some(after) => {
                keyset(&mut writer, "", self.model, (&self.sorts, after), Direction::Forward);
            }
            None => {
                writer.condition(self.model, &Condition::Everything);
            }
        }
        order_by(&mut writer, "", &self.sorts, Direction::Forward);
        writer.push(" LIMIT ").number(u64::try_from(count).unwrap_or(u64::MAX)).finish(&[])
    }

    /// What was read, with the walk behind it.
    pub(super) fn rows(&mut self, db: &Db, found: Vec<Vec<Value>>) -> Vec<SealedRow> {
        let storages = db.storages();
        let columns = self.model.columns();
        let mut rows = Vec::with_capacity(found.len());
        for mut values in found {
            let rest = values.split_off(self.sorts.len().min(values.len()));
            let read = self.read.iter().skip(self.sorts.len());
            let kept: Vec<(&'static Column, Option<Vec<u8>>)> =
                read.copied().zip(rest.into_iter().map(bytes)).collect();
            let mut cells = Vec::new();
            for (column, kept_here) in &kept {
                let Some(kept_here) = kept_here.as_ref().filter(|_| column.sealed.is_some()) else {
                    continue;
                };
                let index = columns.blind_index_of(column.index).map(|index| {
                    let held = kept.iter().find(|(other, _)| other.index == index.index);
                    (index, held.and_then(|(_, held)| held.clone()))
                });
                let form = form(crate::db::storage::storage_of(&storages, self.model, column));
                cells.push(KeptCell { column, index, form, kept: kept_here.clone() });
            }
            let key = Key::new(values.clone());
            let bytes = row_bytes(self.model, &key).unwrap_or_default();
            rows.push(SealedRow { key, bytes, cells });
            self.after = Some(values);
        }
        rows
    }
}

fn bytes(value: Value) -> Option<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}
