//! Which cipher is a column's own? One under a subkey of its own, made at first use and kept ready.

use aes_gcm::KeyInit;

use crate::crypto::envelope::cell::Cell;
use crate::crypto::envelope::header::Suite;
use crate::crypto::envelope::nonce::Nonce;
use crate::crypto::envelope::xaes::{Gcm, Xaes};
use crate::crypto::keys::{DataKey, Named};

/// The ciphers of the columns that one key has met so far.
pub(in crate::crypto) struct Columns(Named<ColumnCipher>);

/// The cipher of one column under one key.
pub(super) enum ColumnCipher {
    /// The cipher itself.
    Ready(Box<Gcm>),
    /// What makes the cipher for a nonce.
    Deriving(Box<Xaes>),
}

impl Columns {
    pub(in crate::crypto) const fn new() -> Self {
        Self(Named::new())
    }

    /// The cipher of the column of `cell` in `suite`, under a subkey of `key`.
    pub(super) fn cipher(&self, key: &DataKey, suite: Suite, cell: &Cell<'_>) -> &ColumnCipher {
        let word = match suite {
            Suite::Aes256Gcm => "gcm",
            Suite::Xaes256Gcm => "xaes",
        };
        self.0.get([cell.table, cell.column, word], || ColumnCipher::new(key, suite, cell))
    }
}

impl ColumnCipher {
    fn new(key: &DataKey, suite: Suite, cell: &Cell<'_>) -> Self {
        let parts = [&[suite.byte()], cell.table.as_bytes(), cell.column.as_bytes()];
        let subkey = key.subkey(b"fab/enc/v1", &parts);
        match suite {
            Suite::Aes256Gcm => Self::Ready(Box::new(Gcm::new(subkey.expose().into()))),
            Suite::Xaes256Gcm => Self::Deriving(Box::new(Xaes::new(subkey.expose()))),
        }
    }

    /// Does `work` with the cipher for `nonce`.
    pub(super) fn with<T>(&self, nonce: &Nonce, work: impl FnOnce(&Gcm) -> T) -> T {
        match self {
            Self::Ready(cipher) => work(cipher),
            Self::Deriving(xaes) => work(&xaes.cipher(nonce.prefix())),
        }
    }
}
