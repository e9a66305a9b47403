//! Which columns stand beside sealed ones, so that rows are found without opening them?

use super::Column;
use super::open::joined;
use crate::models::Kind;
use crate::models::meta::{ColumnType, Sensitivity};

/// Bytes of a keyed hash that are kept.
const HASH_BYTES: u32 = 16;

/// Appends the column of every blind index. It may be NULL: so it is while a table is being migrated.
pub(super) fn blind_indexes(all: &mut Vec<Column>) {
    let sealed: Vec<Column> =
        all.iter().filter(|column| column.blind_index().is_some()).cloned().collect();
    for column in sealed {
        let Some(index) = column.blind_index() else { continue };
        let ty = ColumnType { sensitivity: Sensitivity::Secret, ..ColumnType::new(Kind::Bytes) };
        all.push(Column {
            index: all.len(),
            name: joined(column.name, "_bidx"),
            ty,
            nullable: true,
            unique: index.unique || column.field.unique,
            index_wanted: true,
            search: false,
            filter: false,
            list: false,
            show: false,
            add: false,
            edit: false,
            read_only: true,
            max_length: Some(HASH_BYTES),
            sealed: None,
            blind_index_of: Some(column.index),
            ..column
        });
    }
}
