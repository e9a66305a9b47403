//! In which physical form does a column that others made keep a kind of value?

use std::collections::HashMap;
use std::sync::Arc;

use crate::models::{Column, ModelMeta};

/// The physical form of a column. Tables made by `fab` are always [`Storage::Native`]; tables that were there
/// before may keep the same kind of value in another form, and are read and written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Storage {
    /// The form that `fab` gives its own columns.
    #[default]
    Native,
    /// A decimal as a number with a binary point: SQLite's NUMERIC and REAL, DOUBLE.
    Real,
    /// Written out: dates as `2009-01-01 00:00:00`, decimals and UUIDs as text.
    Text,
    /// A UUID as 16 bytes.
    Bytes,
    /// A related type, read through a cast to the usual one (PostgreSQL).
    Cast,
    /// A type of that name that is read and written through text (PostgreSQL: enums, domains, `inet`).
    Named(&'static str),
}

/// The storages of the tables that have one that is not native, by table and column index.
pub(crate) type Storages = HashMap<&'static str, Arc<[Storage]>>;

/// The storage of one column of `model`.
pub(crate) fn storage_of(storages: &Storages, model: &ModelMeta, column: &Column) -> Storage {
    if storages.is_empty() {
        return Storage::Native;
    }
    storages
        .get(model.table)
        .and_then(|columns| columns.get(column.index).copied())
        .unwrap_or_default()
}
