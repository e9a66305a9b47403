//! Which cipher is a column's own? One under a subkey of its own, made at first use and kept ready.

use std::sync::OnceLock;

use aes_gcm::KeyInit;

use crate::crypto::envelope::cell::Cell;
use crate::crypto::envelope::header::Suite;
use crate::crypto::envelope::nonce::Nonce;
use crate::crypto::envelope::xaes::{Gcm, Xaes};
use crate::crypto::keys::DataKey;

/// The ciphers of the columns that one key has met so far.
///
/// Readers take no lock: a column is found by walking a short chain that only ever grows.
pub(crate) struct Columns([Chain; BUCKETS]);

const BUCKETS: usize = 64;

#[derive(Default)]
struct Chain(OnceLock<Box<Link>>);

struct Link {
    suite: Suite,
    table: Box<str>,
    column: Box<str>,
    cipher: ColumnCipher,
    next: Chain,
}

/// The cipher of one column under one key.
pub(super) enum ColumnCipher {
    /// The cipher itself.
    Ready(Box<Gcm>),
    /// What makes the cipher for a nonce.
    Deriving(Box<Xaes>),
}

impl Columns {
    pub(crate) fn new() -> Self {
        Self(std::array::from_fn(|_| Chain::default()))
    }

    /// The cipher of the column of `cell` in `suite`, under a subkey of `key`.
    pub(super) fn cipher(
        &self,
        key: &DataKey,
        suite: Suite,
        cell: &Cell<'_>,
    ) -> Option<&ColumnCipher> {
        let mut chain = self.0.get(bucket(cell))?;
        loop {
            let link = chain.0.get_or_init(|| Box::new(Link::new(key, suite, cell)));
            if link.is(suite, cell) {
                return Some(&link.cipher);
            }
            chain = &link.next;
        }
    }
}

/// Spreads columns by what costs nothing to read; the chain compares the whole names.
fn bucket(cell: &Cell<'_>) -> usize {
    let (table, column) = (cell.table.as_bytes(), cell.column.as_bytes());
    let ends = [table.first(), table.last(), column.first(), column.last()];
    let letters = ends
        .into_iter()
        .flatten()
        .fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    letters.wrapping_add(table.len()).wrapping_add(column.len().wrapping_mul(7)) % BUCKETS
}

impl Link {
    fn new(key: &DataKey, suite: Suite, cell: &Cell<'_>) -> Self {
        let parts = [&[suite.byte()], cell.table.as_bytes(), cell.column.as_bytes()];
        let subkey = key.subkey(b"fab/enc/v1", &parts);
        let cipher = match suite {
            Suite::Aes256Gcm => ColumnCipher::Ready(Box::new(Gcm::new(subkey.expose().into()))),
            Suite::Xaes256Gcm => ColumnCipher::Deriving(Box::new(Xaes::new(subkey.expose()))),
        };
        let (table, column) = (cell.table.into(), cell.column.into());
        Self { suite, table, column, cipher, next: Chain::default() }
    }

    fn is(&self, suite: Suite, cell: &Cell<'_>) -> bool {
        self.suite == suite && *self.column == *cell.column && *self.table == *cell.table
    }
}

impl ColumnCipher {
    /// Does `work` with the cipher for `nonce`.
    pub(super) fn with<T>(&self, nonce: &Nonce, work: impl FnOnce(&Gcm) -> T) -> T {
        match self {
            Self::Ready(cipher) => work(cipher),
            Self::Deriving(xaes) => work(&xaes.cipher(nonce.prefix())),
        }
    }
}
