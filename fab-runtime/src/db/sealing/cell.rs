//! Which cell is meant, in words that survive renames and never depend on the database?

use crate::db::dialect::written;
use crate::db::statement::Read;
use crate::db::storage::Storage;
use crate::models::{Column, Key, Kind, ModelMeta, SealedField, Value, seal_codec};

/// A cell of a sealed column.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct SealedCell<'a> {
    /// The logical name of the table.
    pub table: &'static str,
    /// How the field is sealed; holds the logical name of the column.
    pub field: &'static SealedField,
    /// The kind of its values.
    pub kind: Kind,
    /// The key of the row; empty where only the column matters.
    pub row: &'a [u8],
}

/// What a column can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellForm {
    /// Bytes.
    Bytes,
    /// Text: columns that were there before.
    Text,
}

impl<'a> SealedCell<'a> {
    /// The cell of `column` in the row of that key, as `row_bytes` writes it; `None` for a column that is not
    /// sealed.
    pub fn of(model: &ModelMeta, column: &Column, row: &'a [u8]) -> Option<Self> {
        let table = model.sealing?.table;
        let field = column.sealed?;
        Some(Self { table, field, kind: column.kind(), row })
    }
}

/// The bytes that stand for a key, the same on every database: each part after its length.
///
/// `None` for a key that is not whole.
pub(crate) fn row_bytes(model: &'static ModelMeta, key: &Key) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(24);
    let mut parts = key.values().iter();
    for column in model.columns().key() {
        let part = seal_codec::encode(column.kind(), parts.next()?)?;
        bytes.push(seal_codec::tag(column.kind()).bytes().next()?);
        bytes.extend_from_slice(&u32::try_from(part.len()).ok()?.to_be_bytes());
        bytes.extend_from_slice(&part);
    }
    Some(bytes)
}

/// The form in which a column keeps ciphertext.
pub(crate) const fn form(storage: Storage) -> CellForm {
    match storage {
        Storage::Text => CellForm::Text,
        _ => CellForm::Bytes,
    }
}

/// What stands in the clear in a column that is to be sealed, as the value that it was before.
pub(crate) fn plain_value(column: &Column, kept: &[u8]) -> Option<Value> {
    if column.kind() == Kind::Bytes {
        return Some(Value::Bytes(kept.to_vec()));
    }
    let text = std::str::from_utf8(kept).ok()?;
    written::parse(Read::column(column, Storage::Native), text)
}

#[cfg(test)]
mod tests {
    use super::row_bytes;
    use crate::models::{FieldMeta, Key, Kind, ModelMeta, TypeMeta, Value};

    const PAIR: &[FieldMeta] = &[
        FieldMeta::new("a", "A", TypeMeta::column(Kind::Text)).key(true),
        FieldMeta::new("b", "B", TypeMeta::column(Kind::Text)).key(true),
    ];
    static BY_PAIR: ModelMeta = ModelMeta::new("pair", "pairs", "pairs", PAIR);

    #[test]
    fn no_two_keys_have_the_same_bytes() {
        let bytes =
            |a: &str, b: &str| row_bytes(&BY_PAIR, &Key::new(vec![Value::from(a), Value::from(b)]));
        assert_ne!(bytes("ab", "c"), bytes("a", "bc"));
        assert_eq!(bytes("a", "b"), bytes("a", "b"));
        assert_eq!(row_bytes(&BY_PAIR, &Key::new(vec![Value::from("a"), Value::Null])), None);
    }
}
