//! Which rows does a short blind index really mean? Those that look alike are opened, and the others dropped.

use crate::db::error::DbError;
use crate::db::sealing::SealingError;
use crate::db::store::read::{ROW, from};
use crate::db::store::sealing::{Cells, Opening};
use crate::db::store::{Store, StoreError};
use crate::models::{Column, Condition, Key, ModelMeta, Op, Scope, Value};

/// So many rows are opened at most to answer one question.
const ALIKE: usize = 10_000;

impl Store {
    /// The rows of `model` that exist for `scope`, as a condition that a database can judge.
    pub(super) async fn visible(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
    ) -> Result<Condition, StoreError> {
        self.exactly(model, self.allowed(model, scope)).await
    }

    /// The same rows, said without any short blind index: by the keys of those that were opened and are meant.
    pub(super) async fn exactly(
        &self,
        model: &'static ModelMeta,
        condition: Condition,
    ) -> Result<Condition, StoreError> {
        if !model.columns().has_sealed() {
            return Ok(condition);
        }
        let mut asked = Vec::new();
        short(model, &condition, &mut asked);
        let mut meant = Vec::with_capacity(asked.len());
        for (column, values) in &asked {
            meant.push(self.meant(model, column, values).await?);
        }
        Ok(replaced(model, condition, &mut meant.into_iter()))
    }

    /// The rows whose value of `column` is one of `values`, by their keys.
    async fn meant(
        &self,
        model: &'static ModelMeta,
        column: &'static Column,
        values: &[Value],
    ) -> Result<Condition, StoreError> {
        let columns = model.columns();
        let (Some(index), Some(hashes)) =
            (column.blind_index(), columns.blind_index_of(column.index))
        else {
            return Ok(Condition::Nothing);
        };
        let read: Vec<&'static Column> = columns.key().chain([column]).collect();
        let mut writer = self.writer();
        let found = writer.blind_hashes(model, column, values)?;
        writer.push("SELECT ");
        for (place, column) in read.iter().enumerate() {
            if place > 0 {
                writer.push(", ");
            }
            writer.read(model, column, ROW);
        }
        from(&mut writer, model);
        let found = found.into_iter().map(Value::Bytes).collect();
        writer.condition_on(ROW, model, &Condition::is_in(hashes.name, found));
        writer.push(" LIMIT ").number(u64::try_from(ALIKE).unwrap_or(u64::MAX) + 1);
        let mut rows = self.db.fetch(writer.finish(&[])).await?;
        if rows.len() > ALIKE {
            let (table, column) = (model.table, column.name);
            return Err(DbError::from(SealingError::TooManyAlike { table, column }).into());
        }
        self.open(&Cells { model, columns: &read }, &mut rows, Opening::All).await?;
        let mut keys = Vec::new();
        for mut row in rows {
            let value = row.pop().unwrap_or_default();
            let same =
                |wanted: &Value| value.exposed().is_some_and(|value| index.same(value, wanted));
            if values.iter().filter_map(Value::exposed).any(same) {
                keys.push(row);
            }
        }
        let mut key = columns.key();
        Ok(match (key.next(), key.next()) {
            (Some(key), None) => Condition::is_in(key.name, keys.into_iter().flatten().collect()),
            _ => Condition::Any(
                keys.into_iter().map(|row| Condition::key(model, &Key::new(row))).collect(),
            ),
        })
    }
}

/// A comparison that a short blind index would answer only roughly: the column, and what it is compared with.
fn roughly<'c>(
    model: &'static ModelMeta,
    condition: &'c Condition,
) -> Option<(&'static Column, &'c [Value])> {
    let (name, values) = match condition {
        Condition::In { column, values } => (column, values.as_slice()),
        Condition::Compare { column, op: Op::Equal | Op::NotEqual, value } if !value.is_null() => {
            (column, std::slice::from_ref(value))
        }
        _ => return None,
    };
    let column = model.columns().by_name(name)?;
    column.blind_index().filter(|index| index.is_truncated()).map(|_| (column, values))
}

/// Collects such comparisons from left to right.
fn short(
    model: &'static ModelMeta,
    condition: &Condition,
    all: &mut Vec<(&'static Column, Vec<Value>)>,
) {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => {
            for condition in inner {
                short(model, condition, all);
            }
        }
        Condition::Not(inner) => short(model, inner, all),
        condition => {
            if let Some((column, values)) = roughly(model, condition) {
                all.push((column, values.to_vec()));
            }
        }
    }
}

/// Puts what they mean in their places, from left to right.
fn replaced(
    model: &'static ModelMeta,
    condition: Condition,
    meant: &mut dyn Iterator<Item = Condition>,
) -> Condition {
    let mut each = |all: Vec<Condition>| -> Vec<Condition> {
        all.into_iter().map(|condition| replaced(model, condition, meant)).collect()
    };
    match condition {
        Condition::All(all) => Condition::All(each(all)),
        Condition::Any(any) => Condition::Any(each(any)),
        Condition::Not(inner) => Condition::Not(Box::new(replaced(model, *inner, meant))),
        condition => {
            if roughly(model, &condition).is_none() {
                return condition;
            }
            let rows = meant.next().unwrap_or(Condition::Nothing);
            match condition {
                Condition::Compare { op: Op::NotEqual, .. } => Condition::Not(Box::new(rows)),
                Condition::In { column, values } if values.iter().any(Value::is_null) => {
                    rows.or(Condition::IsNull(column))
                }
                _ => rows,
            }
        }
    }
}
