//! Who seals cells for a store, and what may it ask for? Knows no cipher.

mod cell;
mod error;
mod observer;
mod table;

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

pub use self::cell::{CellForm, SealedCell};
pub(crate) use self::cell::{form, plain_value, row_bytes};
pub use self::error::SealingError;
pub(crate) use self::observer::Watch;
pub use self::observer::{BrokenCell, SealObserver};
pub use self::table::{KEYS, has_sealed};
use crate::db::database::Tx;
use crate::db::error::DbError;
use crate::models::Value;

/// What becomes of a value in the clear in a sealed column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SealingMode {
    /// It is a cell that does not open.
    #[default]
    Strict,
    /// It is read as it stands, until the table is migrated. New values are sealed.
    Migrating,
}

/// Where a store has its keys from. They may change at any time; each piece of work goes on with those it has.
pub trait Sealer: fmt::Debug + Send + Sync {
    /// The keys as they are now.
    fn keys(&self) -> Arc<dyn SealingKeys>;

    /// Looks whether there are other keys by now.
    fn refresh(&self) -> BoxFuture<'_, Result<(), DbError>>;

    /// Sees to it that `keys` are those to write with until `tx` ends; [`SealingError::KeysChanged`] otherwise.
    /// With [`KeyHold::Alone`] no other transaction writes with them at the same time.
    fn hold<'a>(
        &'a self,
        keys: &'a dyn SealingKeys,
        tx: &'a mut Tx,
        hold: KeyHold,
    ) -> BoxFuture<'a, Result<(), DbError>>;

    /// What becomes of values in the clear.
    fn mode(&self) -> SealingMode;

    /// A value in the clear was read from a sealed column.
    fn read_plain(&self) {}
}

/// Who may write with the same keys at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyHold {
    /// Everybody.
    Together,
    /// Nobody else.
    Alone,
}

/// Keys at one moment.
pub trait SealingKeys: fmt::Debug + Send + Sync {
    /// The bytes that the database keeps for `value` in that cell.
    ///
    /// # Errors
    ///
    /// When it cannot be sealed.
    fn seal(
        &self,
        cell: &SealedCell<'_>,
        value: &Value,
        form: CellForm,
    ) -> Result<Vec<u8>, SealingError>;

    /// What the database keeps in that cell, opened.
    fn open(&self, cell: &SealedCell<'_>, kept: &[u8]) -> Opened;

    /// The keyed hashes by which rows with that value are found in the blind index of a column: one for each key
    /// that is there, that of the active key first.
    ///
    /// # Errors
    ///
    /// When no key is active, or the value is not found by equality.
    fn hashes(&self, cell: &SealedCell<'_>, value: &Value) -> Result<Vec<Vec<u8>>, SealingError>;

    /// Which keys seal and hash, for [`Sealer::hold`].
    fn active(&self) -> &[i64];

    /// How many keys rows are found by.
    fn index_keys(&self) -> usize;
}

/// What became of a cell.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Opened {
    /// Its value.
    Value(Value),
    /// It was never sealed.
    NotSealed,
    /// Its key is one that nobody knows, or not yet.
    UnknownKey,
    /// It was altered or moved, or its key is destroyed; the reason, without a value.
    Broken(&'static str),
}
