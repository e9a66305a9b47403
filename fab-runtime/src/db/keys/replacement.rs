//! What has to be done with a cell, so that it is under the active keys? Nothing, a new ciphertext, a new hash.

use crate::crypto::envelope::{Batch, Envelope};
use crate::crypto::keys::{KeyId, Purpose};
use crate::db::keys::cells::{KeptCell, SealedRow};
use crate::db::keys::held::{Held, envelope, in_form, padding};
use crate::db::sealing::{Opened, SealedCell, SealingKeys, SealingMode, plain_value};
use crate::models::{Column, Key, ModelMeta, Value, seal_codec};

/// A cell that does not open.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unopened {
    /// The model.
    pub model: &'static ModelMeta,
    /// The column.
    pub column: &'static str,
    /// The key of its row.
    pub key: Key,
    /// Why.
    pub reason: &'static str,
}

impl std::fmt::Display for Unopened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let row = self.key.to_segment();
        write!(f, "{}.{} of row {row}: {}", self.model.table, self.column, self.reason)
    }
}

/// Something to be written into a cell, if it still holds what it held.
#[derive(Debug)]
pub(super) struct Replacement<'c> {
    pub(super) cell: &'c KeptCell,
    /// The new ciphertext, unless only the hash is new.
    pub(super) kept: Option<Vec<u8>>,
    /// The new hash, unless only the ciphertext is new.
    pub(super) hash: Option<(&'static Column, Vec<u8>)>,
    /// It stood there in the clear.
    pub(super) was_plain: bool,
}

/// What is found of a cell.
pub(super) enum Verdict<'c> {
    Fine,
    Replace(Replacement<'c>),
    Unopened(&'static str),
}

/// Judges cells by the keys of one moment.
pub(super) struct Judge<'h> {
    held: &'h Held,
    batch: Batch<'h>,
    active: Option<KeyId>,
    mode: SealingMode,
}

impl<'h> Judge<'h> {
    pub(super) fn new(held: &'h Held, mode: SealingMode) -> Self {
        let active = held.ring.active(Purpose::Fields);
        Self { held, batch: held.ring.batch(), active, mode }
    }

    pub(super) fn cell<'c>(
        &mut self,
        model: &'static ModelMeta,
        row: &SealedRow,
        kept: &'c KeptCell,
    ) -> Verdict<'c> {
        let Some(cell) = SealedCell::of(model, kept.column, &row.bytes) else {
            return Verdict::Unopened("its column is not sealed");
        };
        let current = key_of(&kept.kept).is_some_and(|key| Some(key) == self.active);
        if current && kept.index.is_none() {
            return Verdict::Fine;
        }
        let (value, was_plain) = match self.open(&cell, kept) {
            Ok(found) => found,
            Err(reason) => return Verdict::Unopened(reason),
        };
        let hash = match self.hash(&cell, kept, &value) {
            Ok(hash) => hash,
            Err(reason) => return Verdict::Unopened(reason),
        };
        let sealed = if current { None } else { self.seal(&cell, kept, &value) };
        match (current, sealed, hash) {
            (true, _, None) => Verdict::Fine,
            (false, None, _) => Verdict::Unopened("it cannot be sealed again"),
            (_, sealed, hash) => {
                Verdict::Replace(Replacement { cell: kept, kept: sealed, hash, was_plain })
            }
        }
    }

    /// The value, and whether it stood in the clear.
    fn open(&self, cell: &SealedCell<'_>, kept: &KeptCell) -> Result<(Value, bool), &'static str> {
        match self.held.open(cell, &kept.kept) {
            Opened::Value(value) => Ok((value, false)),
            Opened::NotSealed if self.mode == SealingMode::Migrating => {
                let value = plain_value(kept.column, &kept.kept);
                value.map(|value| (value, true)).ok_or("it is neither sealed nor a value")
            }
            Opened::NotSealed => Err("it is not sealed"),
            Opened::UnknownKey => Err("its key is not known here"),
            Opened::Broken(reason) => Err(reason),
        }
    }

    /// The hash that the blind index ought to hold, when it holds another.
    fn hash(
        &self,
        cell: &SealedCell<'_>,
        kept: &KeptCell,
        value: &Value,
    ) -> Result<Option<(&'static Column, Vec<u8>)>, &'static str> {
        let Some((column, held)) = &kept.index else { return Ok(None) };
        let hashes = self.held.hashes(cell, value).map_err(|_| "it has no hash")?;
        let wanted = hashes.into_iter().next().ok_or("it has no hash")?;
        Ok((held.as_ref() != Some(&wanted)).then_some((*column, wanted)))
    }

    fn seal(&mut self, cell: &SealedCell<'_>, kept: &KeptCell, value: &Value) -> Option<Vec<u8>> {
        let plain = seal_codec::encode(cell.kind, value)?;
        let sealed = self.batch.seal(&self.held.cell(cell), &plain, padding(cell)).ok()?;
        Some(in_form(sealed, kept.form))
    }
}

/// The key that sealed what a column keeps; `None` for what was never sealed.
pub(super) fn key_of(kept: &[u8]) -> Option<KeyId> {
    Envelope::parse(&envelope(kept)?).ok().map(|envelope| envelope.key())
}
