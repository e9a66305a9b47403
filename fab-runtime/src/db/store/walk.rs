//! How are all rows of a list read, one batch after another, without ever holding them all?

use crate::db::query::{Cursor, Direction, Sort, keyset, order_by, sorts};
use crate::db::store::projection::Projection;
use crate::db::store::read::{ROW, from};
use crate::db::store::sealing::Opening;
use crate::db::store::{Row, Store, StoreError};
use crate::models::{Condition, Kind, ModelMeta, OrderBy, Scope, Value};

/// A walk through rows in their order. Between two batches no connection is held.
///
/// It is no snapshot: a row that changes its place while others are read may be met twice, or not at all.
#[derive(Debug)]
pub struct Walk {
    store: Store,
    model: &'static ModelMeta,
    scope: Scope,
    condition: Condition,
    sorts: Vec<Sort>,
    projection: Projection,
    after: Option<Cursor>,
    opening: Opening,
    ended: bool,
}

impl Store {
    /// A walk through the rows that meet `condition`; `shown` are the indexes of the columns to read. Others are
    /// NULL in the records, except the key, the title and the order. Sealed cells stay closed, except where a mask
    /// shows a part of them.
    #[expect(clippy::too_many_arguments, reason = "each is a part of one SELECT")]
    pub fn walk(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        condition: &Condition,
        order: &[OrderBy],
        shown: &[usize],
    ) -> Walk {
        let sorts = sorts(model, order);
        Walk {
            store: self.clone(),
            model,
            scope: scope.clone(),
            condition: self.allowed(model, scope).and(condition.clone()),
            projection: Projection::new(model, shown, &sorts),
            sorts,
            after: None,
            opening: Opening::Masked,
            ended: false,
        }
    }
}

impl Walk {
    /// Opens the sealed cells of the columns that are read.
    #[must_use]
    pub fn opened(mut self) -> Self {
        self.opening = Opening::All;
        self
    }

    /// The next rows, at most `count`, with the titles of what they refer to; none when the walk has ended. One
    /// statement.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`](crate::db::StoreError::Database).
    pub async fn next(&mut self, count: u16) -> Result<Vec<Row>, StoreError> {
        if self.ended {
            return Ok(Vec::new());
        }
        if self.after.is_none() {
            let condition = std::mem::take(&mut self.condition);
            self.condition = self.store.exactly(self.model, condition).await?;
        }
        let mut writer = self.store.writer();
        writer.push("SELECT ");
        self.projection.push(&mut writer, &self.store, &self.scope).await?;
        from(&mut writer, self.model);
        writer.condition_on(ROW, self.model, &self.condition);
        if let Some(after) = &self.after {
            writer.push(" AND ");
            let place = (self.sorts.as_slice(), after.0.as_slice());
            keyset(&mut writer, ROW, self.model, place, Direction::Forward);
        }
        order_by(&mut writer, ROW, &self.sorts, Direction::Forward);
        writer.push(" LIMIT ").bind(Kind::Int, Value::Int(i64::from(count)));
        let mut found = self.store.db.fetch(writer.finish(&[])).await?;
        self.projection.open(&self.store, &mut found, self.opening).await?;
        self.ended = found.len() < usize::from(count);
        let rows: Vec<Row> = found.into_iter().map(|values| self.projection.row(values)).collect();
        if let Some(last) = rows.last() {
            self.after = Some(Cursor::of(&last.record, &self.sorts));
        }
        Ok(rows)
    }
}
