//! How are single rows and plain selections read?

use crate::db::DialectKind;
use crate::db::database::Tx;
use crate::db::query::{Direction, order_by, sorts};
use crate::db::statement::Statement;
use crate::db::store::change::Aim;
use crate::db::store::labels::{read_labels, references};
use crate::db::store::projection::Projection;
use crate::db::store::sealing::Opening;
use crate::db::store::{Row, Store, StoreError};
use crate::db::writer::SqlWriter;
use crate::models::{Column, Condition, Key, Kind, ModelMeta, OrderBy, Record, Scope, Value};

/// The alias of the table that is read.
pub(super) const ROW: &str = "t";

impl Store {
    /// One row with the titles that its foreign keys refer to. One statement.
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
        let mut writer = self.writer();
        writer.push("SELECT ");
        all_columns(&mut writer, model);
        let labelled = references(model, |_| true);
        self.push_labels(&mut writer, scope, &labelled).await?;
        from(&mut writer, model);
        let condition = Condition::key(model, key).and(self.visible(model, scope).await?);
        writer.condition_on(ROW, model, &condition);
        let found = self.db.fetch(writer.finish(&[])).await?;
        let mut values = found.into_iter().next().ok_or(StoreError::NotFound)?;
        let read = model.columns().len().min(values.len());
        let labels = read_labels(model, &labelled, values.drain(read..));
        let record = self.records(model, vec![values]).await?.pop().ok_or(StoreError::NotFound)?;
        Ok(Row { record, labels })
    }

    /// One sealed cell of a row, opened; the record holds the key and the title as well, and nothing else. One
    /// statement.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] also for a row outside the scope.
    pub async fn unsealed(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        key: &Key,
        column: &'static Column,
    ) -> Result<Row, StoreError> {
        let projection = Projection::new(model, &[column.index], &[]);
        let mut writer = self.writer();
        writer.push("SELECT ");
        projection.push(&mut writer, self, scope).await?;
        from(&mut writer, model);
        let condition = Condition::key(model, key).and(self.visible(model, scope).await?);
        writer.condition_on(ROW, model, &condition);
        let mut found = self.db.fetch(writer.finish(&[])).await?;
        found.truncate(1);
        projection.open(self, &mut found, Opening::Only(column.index)).await?;
        found.pop().map(|values| projection.row(values)).ok_or(StoreError::NotFound)
    }

    /// The rows that meet `condition`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`](crate::db::StoreError::Database).
    #[expect(clippy::too_many_arguments, reason = "each is a part of one SELECT")]
    pub async fn find(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        condition: &Condition,
        order: &[OrderBy],
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        let mut writer = self.writer();
        writer.push("SELECT ");
        all_columns(&mut writer, model);
        from(&mut writer, model);
        let condition = self.exactly(model, condition.clone()).await?;
        writer.condition_on(ROW, model, &self.visible(model, scope).await?.and(condition));
        order_by(&mut writer, ROW, &sorts(model, order), Direction::Forward);
        if limit < u32::MAX {
            writer.push(" LIMIT ").bind(Kind::Int, Value::Int(i64::from(limit)));
        }
        let rows = self.db.fetch(writer.finish(&[])).await?;
        self.records(model, rows).await
    }

    /// The visible rows that meet `condition`, as they stand inside the transaction. One statement.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`](crate::db::StoreError::Database).
    pub async fn find_in(
        &self,
        tx: &mut Tx,
        model: &'static ModelMeta,
        scope: &Scope,
        condition: &Condition,
    ) -> Result<Vec<Record>, StoreError> {
        let mut writer = self.writer();
        writer.push("SELECT ");
        all_columns(&mut writer, model);
        from(&mut writer, model);
        let condition = self.exactly(model, condition.clone()).await?;
        writer.condition_on(ROW, model, &self.visible(model, scope).await?.and(condition));
        let rows = tx.fetch(writer.finish(&[])).await?;
        self.records(model, rows).await
    }

    /// How many rows meet `condition`, counted no further than `cap`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`](crate::db::StoreError::Database).
    pub async fn count(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        condition: &Condition,
        cap: u32,
    ) -> Result<u64, StoreError> {
        let mut writer = self.writer();
        writer.push("SELECT ");
        let condition = self.exactly(model, condition.clone()).await?;
        let condition = self.visible(model, scope).await?.and(condition);
        capped_count(&mut writer, model, &condition, u64::from(cap));
        let rows = self.db.fetch(writer.finish(&[])).await?;
        Ok(first_count(&rows))
    }

    /// The row as it stands in the database, locked against other writers on servers.
    pub(super) fn select_for_change(&self, aim: &Aim<'_>) -> Statement {
        let Aim { model, key, ref visible, .. } = *aim;
        let mut writer = self.writer();
        writer.push("SELECT ");
        all_columns(&mut writer, model);
        from(&mut writer, model);
        let condition = Condition::key(model, key).and(visible.clone());
        writer.condition_on(ROW, model, &condition);
        if writer.dialect() != DialectKind::Sqlite {
            writer.push(" FOR UPDATE");
        }
        writer.finish(&[])
    }
}

/// Appends every column of `model`.
pub(super) fn all_columns(writer: &mut SqlWriter, model: &'static ModelMeta) {
    for column in model.columns().all() {
        if column.index > 0 {
            writer.push(", ");
        }
        writer.read(model, column, ROW);
    }
}

/// Appends `FROM .. WHERE `.
pub(super) fn from(writer: &mut SqlWriter, model: &ModelMeta) {
    writer.push(" FROM ").ident(model.table).push(" t WHERE ");
}

/// Appends the number of rows that meet `condition`, at most `cap`, as a scalar.
pub(super) fn capped_count(
    writer: &mut SqlWriter,
    model: &'static ModelMeta,
    condition: &Condition,
    cap: u64,
) {
    writer
        .push("(SELECT COUNT(*) FROM (SELECT 1 AS one FROM ")
        .ident(model.table)
        .push(" c WHERE ");
    writer.condition_on("c", model, condition);
    writer.push(" LIMIT ").number(cap).push(") counted)").reads(Kind::Int);
}

/// The number in the first column of the first row.
pub(super) fn first_count(rows: &[Vec<Value>]) -> u64 {
    let count = rows.first().and_then(|row| row.last()).and_then(Value::as_int);
    count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0)
}
