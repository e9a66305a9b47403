//! What goes into a store, and what comes out of it?

use std::fmt;

use crate::models::{Column, Key, ModelMeta, Record, Value, Violation};

/// A row, with what its foreign keys refer to.
#[derive(Debug, Clone)]
pub struct Row {
    /// The values.
    pub record: Record,
    /// By column index: the title of the row that a foreign key refers to, if it is in the scope.
    pub labels: Vec<Option<String>>,
}

impl Row {
    /// The title of the row that the foreign key at `index` refers to.
    pub fn label(&self, index: usize) -> Option<&str> {
        self.labels.get(index)?.as_deref()
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many rows the whole list has.
    pub total: Total,
    /// The cursor after the last row, when rows follow.
    pub next: Option<String>,
    /// The cursor before the first row, when rows precede.
    pub previous: Option<String>,
    /// Filters that could not be read, by their place in the state; they were left out.
    pub problems: Vec<(usize, Violation)>,
}

/// How many rows there are, counted no further than anybody asks to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// This many.
    Exact(u64),
    /// More than this many.
    MoreThan(u64),
}

/// Rows of another model that refer to a row.
#[derive(Debug, Clone)]
pub struct Dependent {
    /// The other model.
    pub model: &'static ModelMeta,
    /// Its column that refers.
    pub column: &'static Column,
    /// How many rows.
    pub count: Total,
    /// Some of them, with their titles.
    pub sample: Vec<(Key, String)>,
}

/// A change of some columns of one row.
#[derive(Clone)]
pub struct Update {
    /// The model.
    pub model: &'static ModelMeta,
    /// The new values, by column index.
    pub values: Vec<(usize, Value)>,
    /// The version that the change was based on; `None`: whatever it is now.
    pub version: Option<Value>,
}

impl fmt::Debug for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.model.columns();
        let mut map = f.debug_map();
        for (index, value) in &self.values {
            let Some(column) = columns.get(*index) else { continue };
            match column.sealed {
                // Values are sealed later; here they may stand in the clear.
                Some(_) => map.entry(&column.name, &"[redacted]"),
                None => map.entry(&column.name, value),
            };
        }
        map.finish()
    }
}

impl Update {
    /// No change yet.
    pub const fn new(model: &'static ModelMeta) -> Self {
        Self { model, values: Vec::new(), version: None }
    }

    /// Sets the column of that name; nothing happens when the model has none.
    #[must_use]
    pub fn set(mut self, column: &str, value: impl Into<Value>) -> Self {
        if let Some(column) = self.model.columns().by_name(column) {
            self.values.push((column.index, value.into()));
        }
        self
    }

    /// Refuses the change unless the row still has that version.
    #[must_use]
    pub fn based_on(mut self, version: Value) -> Self {
        self.version = Some(version);
        self
    }
}
