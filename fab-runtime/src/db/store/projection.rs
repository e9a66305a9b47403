//! Which columns of a row are read for showing some of them, and how does what was read become the row?

use crate::db::query::Sort;
use crate::db::store::labels::{Reference, read_labels, references};
use crate::db::store::read::ROW;
use crate::db::store::sealing::{Cells, Opening};
use crate::db::store::{Row, Store, StoreError};
use crate::db::writer::SqlWriter;
use crate::models::{Column, Kind, ModelMeta, Record, Scope, Value};

/// What is read of each row of a list.
#[derive(Debug)]
pub(super) struct Projection {
    model: &'static ModelMeta,
    columns: Vec<&'static Column>,
    /// The foreign keys that are shown: the titles of their rows are read as well.
    references: Vec<Reference>,
}

impl Projection {
    /// What it takes to show `shown` (columns by index) in an order: those, the key, the title, the order.
    pub(super) fn new(model: &'static ModelMeta, shown: &[usize], sorts: &[Sort]) -> Self {
        let columns = model.columns();
        let mut wanted = vec![false; columns.len()];
        let used = shown.iter().filter_map(|index| columns.get(*index));
        let used = used.chain(columns.key()).chain(columns.title());
        for column in used.chain(sorts.iter().map(|sort| sort.column)) {
            // An amount of money means nothing without the currency beside it.
            let parts = if column.kind() == Kind::Money { 2 } else { 1 };
            for wanted in wanted.iter_mut().skip(column.index).take(parts) {
                *wanted = true;
            }
        }
        let read = columns.all().iter().zip(wanted);
        Self {
            model,
            columns: read.filter_map(|(column, wanted)| wanted.then_some(column)).collect(),
            references: references(model, |column| shown.contains(&column.index)),
        }
    }

    /// Appends the columns, and the titles after them.
    pub(super) async fn push(
        &self,
        writer: &mut SqlWriter,
        store: &Store,
        scope: &Scope,
    ) -> Result<(), StoreError> {
        for (place, column) in self.columns.iter().enumerate() {
            if place > 0 {
                writer.push(", ");
            }
            writer.read(self.model, column, ROW);
        }
        store.push_labels(writer, scope, &self.references).await
    }

    /// Opens the sealed cells that are asked for; the others stay closed.
    pub(super) async fn open(
        &self,
        store: &Store,
        rows: &mut [Vec<Value>],
        opening: Opening,
    ) -> Result<(), StoreError> {
        let cells = Cells { model: self.model, columns: &self.columns };
        store.open(&cells, rows, opening).await
    }

    /// The row of which these values were read; columns that were not are NULL.
    pub(super) fn row(&self, mut values: Vec<Value>) -> Row {
        let read = self.columns.len().min(values.len());
        let labels = read_labels(self.model, &self.references, values.drain(read..));
        let all = self.model.columns().len();
        if self.columns.len() == all {
            return Row { record: Record::new(self.model, values), labels };
        }
        let mut spread = vec![Value::Null; all];
        for (column, value) in self.columns.iter().zip(values) {
            if let Some(slot) = spread.get_mut(column.index) {
                *slot = value;
            }
        }
        Row { record: Record::new(self.model, spread), labels }
    }
}
