//! How is one page of a list read? In one statement, wherever it is in the list; an empty page may need a second.

use crate::db::query::{Cursor, Direction, Sort, keyset, order_by, sorts};
use crate::db::statement::Statement;
use crate::db::store::projection::Projection;
use crate::db::store::read::{ROW, capped_count, first_count, from};
use crate::db::store::sealing::Opening;
use crate::db::store::{Page, Row, Store, StoreError, Total};
use crate::db::writer::SqlWriter;
use crate::models::{Condition, Kind, ListState, ModelMeta, Paging, Scope, Value};

/// Rows are counted no further than this.
const COUNTED: u64 = 1000;

/// Rows that may be skipped by reading them whole; beyond it only their keys are read.
const SKIPPED_WHOLE: u64 = 10_000;

/// Everything that decides which rows a page has.
struct Plan {
    model: &'static ModelMeta,
    condition: Condition,
    sorts: Vec<Sort>,
    projection: Projection,
    place: Place,
    size: usize,
}

enum Place {
    Skip(u64),
    Beside(Cursor, Direction),
    End,
}

impl Store {
    /// One page of a list, within the scope and `extra`.
    ///
    /// Only the columns of the list, the key, the title and the order are read; others are NULL in the records.
    /// Sealed cells stay closed, except where a mask shows a part of them.
    /// Filters that cannot be read are left out and returned as problems.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`](crate::db::StoreError::Database).
    pub async fn page(
        &self,
        model: &'static ModelMeta,
        scope: &Scope,
        state: &ListState,
        extra: &Condition,
    ) -> Result<Page, StoreError> {
        let (asked, problems) = state.condition(model);
        let asked = self.exactly(model, extra.clone().and(asked)).await?;
        let condition = self.visible(model, scope).await?.and(asked);
        let plan = Plan::new(model, state, condition);
        let mut found = self.db.fetch(plan.statement(self, scope).await?).await?;
        let counted = if found.is_empty() && !plan.starts_at_first() {
            let mut writer = self.writer();
            writer.push("SELECT ");
            capped_count(&mut writer, model, &plan.condition, COUNTED + 1);
            first_count(&self.db.fetch(writer.finish(&[])).await?)
        } else {
            first_count(&found)
        };
        let more = found.len() > plan.size;
        found.truncate(plan.size);
        if plan.direction() == Direction::Backward {
            found.reverse();
        }
        plan.projection.open(self, &mut found, Opening::Masked).await?;
        let rows: Vec<Row> = found.into_iter().map(|values| plan.projection.row(values)).collect();
        let (previous, next) = plan.neighbours(&rows, more);
        let total =
            if counted > COUNTED { Total::MoreThan(COUNTED) } else { Total::Exact(counted) };
        Ok(Page { rows, total, next, previous, problems })
    }
}

impl Plan {
    fn new(model: &'static ModelMeta, state: &ListState, condition: Condition) -> Self {
        let sorts = sorts(model, &state.order);
        let size = u64::from(state.size.max(1));
        let beside = |text: &str, direction| {
            Cursor::decode(text, &sorts)
                .map_or(Place::Skip(0), |cursor| Place::Beside(cursor, direction))
        };
        let place = match &state.paging {
            Paging::Number(number) => {
                Place::Skip(u64::from(number.saturating_sub(1)).saturating_mul(size))
            }
            Paging::After(text) => beside(text, Direction::Forward),
            Paging::Before(text) => beside(text, Direction::Backward),
            Paging::Last => Place::End,
        };
        let shown: Vec<usize> = model.columns().list().map(|column| column.index).collect();
        let projection = Projection::new(model, &shown, &sorts);
        let size = usize::from(state.size.max(1));
        Self { model, condition, sorts, projection, place, size }
    }

    const fn starts_at_first(&self) -> bool {
        matches!(self.place, Place::Skip(0) | Place::End)
    }

    const fn direction(&self) -> Direction {
        match self.place {
            Place::Skip(_) => Direction::Forward,
            Place::Beside(_, direction) => direction,
            Place::End => Direction::Backward,
        }
    }

    async fn statement(&self, store: &Store, scope: &Scope) -> Result<Statement, StoreError> {
        let mut writer = store.writer();
        writer.push("SELECT ");
        self.projection.push(&mut writer, store, scope).await?;
        writer.push(", ");
        capped_count(&mut writer, self.model, &self.condition, COUNTED + 1);
        match &self.place {
            Place::Skip(skipped) if *skipped > SKIPPED_WHOLE => {
                self.deferred(&mut writer, *skipped);
            }
            place => {
                from(&mut writer, self.model);
                writer.condition_on(ROW, self.model, &self.condition);
                if let Place::Beside(cursor, direction) = place {
                    writer.push(" AND ");
                    keyset(&mut writer, ROW, self.model, (&self.sorts, &cursor.0), *direction);
                }
                order_by(&mut writer, ROW, &self.sorts, self.direction());
                self.limit(&mut writer);
                if let Place::Skip(skipped @ 1..) = place {
                    offset(&mut writer, *skipped);
                }
            }
        }
        Ok(writer.finish(&[]))
    }

    /// Skips many rows by their keys alone, and only then reads those of the page.
    fn deferred(&self, writer: &mut SqlWriter, skipped: u64) {
        let key = || self.model.columns().key();
        writer.push(" FROM (SELECT ");
        for (place, column) in key().enumerate() {
            if place > 0 {
                writer.push(", ");
            }
            writer.qualified("s", column.name);
        }
        writer.push(" FROM ").ident(self.model.table).push(" s WHERE ");
        writer.condition_on("s", self.model, &self.condition);
        order_by(writer, "s", &self.sorts, Direction::Forward);
        self.limit(writer);
        offset(writer, skipped);
        writer.push(") k JOIN ").ident(self.model.table).push(" t ON ");
        for (place, column) in key().enumerate() {
            if place > 0 {
                writer.push(" AND ");
            }
            writer.qualified(ROW, column.name).push(" = ").qualified("k", column.name);
        }
        order_by(writer, ROW, &self.sorts, Direction::Forward);
    }

    /// One row more than the page has: it says whether others follow.
    fn limit(&self, writer: &mut SqlWriter) {
        let limit = u64::try_from(self.size).unwrap_or(0) + 1;
        writer.push(" LIMIT ").number(limit);
    }

    /// The cursors before the first row and after the last, where rows are.
    fn neighbours(&self, rows: &[Row], more: bool) -> (Option<String>, Option<String>) {
        let (before, after) = match &self.place {
            Place::Skip(skipped) => (*skipped > 0, more),
            Place::Beside(_, Direction::Forward) => (true, more),
            Place::Beside(_, Direction::Backward) => (more, true),
            Place::End => (more, false),
        };
        let cursor =
            |row: Option<&Row>| row.map(|row| Cursor::of(&row.record, &self.sorts).encode());
        (
            before.then(|| cursor(rows.first())).flatten(),
            after.then(|| cursor(rows.last())).flatten(),
        )
    }
}

fn offset(writer: &mut SqlWriter, skipped: u64) {
    let skipped = i64::try_from(skipped).unwrap_or(i64::MAX);
    writer.push(" OFFSET ").bind(Kind::Int, Value::Int(skipped));
}
