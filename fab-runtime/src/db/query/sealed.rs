//! How are rows found by a column that the database cannot read? By the keyed hashes beside it, and in no other way.

use crate::db::error::DbError;
use crate::db::sealing::{SealedCell, SealingError};
use crate::db::writer::SqlWriter;
use crate::models::{Column, Kind, ModelMeta, Op, Value};

/// A comparison with a sealed column.
pub(super) struct Asked<'a> {
    pub(super) alias: &'static str,
    pub(super) model: &'static ModelMeta,
    pub(super) column: &'static Column,
    pub(super) op: Op,
    pub(super) values: &'a [Value],
}

impl SqlWriter {
    /// Appends that the column is one of the values (or none of them). NULL is asked of the column itself.
    pub(super) fn sealed(&mut self, asked: &Asked<'_>) -> &mut Self {
        let hashes = match self.hashes_of(asked) {
            Ok(hashes) => hashes,
            Err(problem) => return self.refuse(problem),
        };
        let Asked { alias, model, column, op, .. } = *asked;
        let Some(index) = model.columns().blind_index_of(column.index) else {
            return self.refuse(not_found(model, column, NO_INDEX));
        };
        let Some((last, first)) = hashes.split_last() else {
            return self.push(if op == Op::NotEqual { "1 = 1" } else { "1 = 0" });
        };
        if op == Op::NotEqual {
            self.push("(").qualified(alias, index.name).push(" IS NULL OR ");
        }
        self.qualified(alias, index.name);
        self.push(if op == Op::NotEqual { " NOT IN (" } else { " IN (" });
        for hash in first {
            self.bind(Kind::Bytes, Value::Bytes(hash.clone())).push(", ");
        }
        for _ in hashes.len()..hashes.len().next_power_of_two() {
            self.bind(Kind::Bytes, Value::Bytes(last.clone())).push(", ");
        }
        self.bind(Kind::Bytes, Value::Bytes(last.clone())).push(")");
        if op == Op::NotEqual { self.push(")") } else { self }
    }

    /// The hashes of all values under all keys that are there.
    fn hashes_of(&self, asked: &Asked<'_>) -> Result<Vec<Vec<u8>>, DbError> {
        let Asked { model, column, op, values, .. } = *asked;
        let index = column.blind_index().ok_or_else(|| not_found(model, column, NO_INDEX))?;
        if !matches!(op, Op::Equal | Op::NotEqual) {
            return Err(not_found(model, column, "ask whether its whole value is the same"));
        }
        if index.is_truncated() {
            let remedy = "its short blind index answers only what the store asks";
            return Err(not_found(model, column, remedy));
        }
        self.blind_hashes(model, column, values)
    }

    /// The hashes of `values` in the blind index of a column, under all keys that are there.
    pub(crate) fn blind_hashes(
        &self,
        model: &'static ModelMeta,
        column: &'static Column,
        values: &[Value],
    ) -> Result<Vec<Vec<u8>>, DbError> {
        let keys = self.keys().ok_or(SealingError::NoKeys { model: model.name })?;
        let cell =
            SealedCell::of(model, column, &[]).ok_or_else(|| not_found(model, column, NO_INDEX))?;
        let mut hashes = Vec::new();
        for value in values.iter().filter_map(Value::exposed).filter(|value| !value.is_null()) {
            hashes.extend(keys.hashes(&cell, &super::fit(column.kind(), value.clone()))?);
        }
        Ok(hashes)
    }
}

const NO_INDEX: &str = "rows are found by it only with `#[encrypted(blind_index)]`";

fn not_found(model: &'static ModelMeta, column: &'static Column, remedy: &'static str) -> DbError {
    SealingError::NotFound { table: model.table, column: column.name, remedy }.into()
}
