//! How does a key ring seal the cells of models? By their logical names, the key of the row, and the kind of value.

use std::fmt;

use crate::crypto::blind_index::BlindIndex;
use crate::crypto::envelope::{Cell, Envelope, OpenError, Padding, from_text, to_text};
use crate::crypto::keys::{KeyRing, Purpose};
use crate::db::sealing::{CellForm, Opened, SealedCell, SealingError, SealingKeys};
use crate::models::{Value, seal_codec};

/// The keys of a program at one moment, and the namespace that it seals in.
pub(crate) struct Held {
    pub(super) ring: KeyRing,
    namespace: Box<str>,
    active: Vec<i64>,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ring.fmt(f)
    }
}

impl Held {
    pub(super) fn new(ring: KeyRing, namespace: &str) -> Self {
        let active = [Purpose::Fields, Purpose::BlindIndex]
            .into_iter()
            .filter_map(|purpose| ring.active(purpose))
            .map(|id| i64::from(id.get()))
            .collect();
        Self { ring, namespace: namespace.into(), active }
    }

    pub(super) fn cell<'a>(&'a self, cell: &SealedCell<'a>) -> Cell<'a> {
        Cell {
            namespace: &self.namespace,
            table: cell.table,
            column: cell.field.name,
            row: cell.row,
            tag: seal_codec::tag(cell.kind),
        }
    }
}

/// How a plan's padding is said to the cipher.
pub(super) fn padding(cell: &SealedCell<'_>) -> Padding {
    cell.field.pad.into()
}

/// The envelope of what a column keeps, whatever its form; `None` for what was never sealed.
pub(super) fn envelope(kept: &[u8]) -> Option<Vec<u8>> {
    if Envelope::parse(kept) != Err(OpenError::NotSealed) {
        return Some(kept.to_vec());
    }
    let text = std::str::from_utf8(kept).ok()?;
    from_text(text).ok().filter(|bytes| Envelope::parse(bytes) != Err(OpenError::NotSealed))
}

/// What a column of that form keeps of an envelope.
pub(super) fn in_form(envelope: Vec<u8>, form: CellForm) -> Vec<u8> {
    match form {
        CellForm::Bytes => envelope,
        CellForm::Text => to_text(&envelope).into_bytes(),
    }
}

impl SealingKeys for Held {
    fn seal(
        &self,
        cell: &SealedCell<'_>,
        value: &Value,
        form: CellForm,
    ) -> Result<Vec<u8>, SealingError> {
        let (table, column) = (cell.table, cell.field.name);
        let plain = seal_codec::encode(cell.kind, value)
            .ok_or(SealingError::NotSealed { table, column })?;
        let sealed = self.ring.seal(&self.cell(cell), &plain, padding(cell));
        let refused = |source| SealingError::Refused { table, column, source: Box::new(source) };
        Ok(in_form(sealed.map_err(refused)?, form))
    }

    fn open(&self, cell: &SealedCell<'_>, kept: &[u8]) -> Opened {
        let Some(envelope) = envelope(kept) else { return Opened::NotSealed };
        match self.ring.open(&self.cell(cell), &envelope) {
            Ok(plain) => match seal_codec::decode(cell.kind, plain.expose()) {
                Some(value) => Opened::Value(value),
                None => Opened::Broken("it holds what its column cannot be"),
            },
            Err(OpenError::UnknownKey { .. }) => Opened::UnknownKey,
            Err(OpenError::DestroyedKey { .. }) => Opened::Broken("its key was destroyed"),
            Err(OpenError::Unsupported) => {
                Opened::Broken("it was sealed in a way that this program does not know")
            }
            Err(_) => Opened::Broken("it was changed, or belongs elsewhere"),
        }
    }

    fn hashes(&self, cell: &SealedCell<'_>, value: &Value) -> Result<Vec<Vec<u8>>, SealingError> {
        let (table, column) = (cell.table, cell.field.name);
        let remedy = "rows are not found by such a value";
        let unfound = || SealingError::NotFound { table, column, remedy };
        let index = cell.field.index.as_ref().ok_or_else(unfound)?;
        let text = index.text(value).ok_or_else(unfound)?;
        let hash = BlindIndex { table, column, index: "", bits: index.bits };
        let hashes = self.ring.blind_hashes(&hash, &text);
        if self.ring.active(Purpose::BlindIndex).is_none() || hashes.is_empty() {
            let source = "no key for blind indexes is active".into();
            return Err(SealingError::Refused { table, column, source });
        }
        Ok(hashes.iter().map(|hash| hash.as_bytes().to_vec()).collect())
    }

    fn active(&self) -> &[i64] {
        &self.active
    }

    fn index_keys(&self) -> usize {
        self.ring.live(Purpose::BlindIndex).len()
    }
}
