//! Where does a sealed value belong? To one cell, which the cipher authenticates with it.

use crate::crypto::envelope::header::HEADER;
use crate::crypto::keys::length;

/// The place of a value. What was sealed for one cell opens in no other.
///
/// Table and column are logical names, those of the first release: a rename in the database must not change
/// them. The names come from the program, never from a request; key rings keep a cipher for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The tenant, or nothing.
    pub namespace: &'a str,
    /// The logical name of the table.
    pub table: &'a str,
    /// The logical name of the column.
    pub column: &'a str,
    /// The key of the row, which never changes.
    pub row: &'a [u8],
    /// The type of the value in the clear.
    pub tag: &'a str,
}

const CONTEXT: &[u8] = b"fab/field/v1";

impl<'a> Cell<'a> {
    /// What the associated data consists of, before the header.
    const fn parts(&self) -> [&'a [u8]; 6] {
        let Self { namespace, table, column, row, tag } = *self;
        let (namespace, table) = (namespace.as_bytes(), table.as_bytes());
        [CONTEXT, namespace, table, column.as_bytes(), row, tag.as_bytes()]
    }

    /// How long the associated data is; `None` if a part is longer than its length can say.
    pub(super) fn associated_length(&self) -> Option<usize> {
        self.parts().iter().try_fold(HEADER, |sum, part| {
            u32::try_from(part.len()).ok()?;
            sum.checked_add(4)?.checked_add(part.len())
        })
    }

    /// Appends the associated data: each part after its length, then the header.
    pub(super) fn append_associated(&self, header: [u8; HEADER], out: &mut Vec<u8>) {
        for part in self.parts() {
            out.extend_from_slice(&length(part));
            out.extend_from_slice(part);
        }
        out.extend_from_slice(&header);
    }
}
