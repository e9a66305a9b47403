//! Which hashes does a value have? One for each live key, the active one first.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::crypto::keys::{DataKey, KeyId, KeyRing, Named, Purpose};
use crate::crypto::mac::keyed;

/// An index over the values of one column. The names are logical ones, those of the first release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlindIndex<'a> {
    /// The logical name of the table.
    pub table: &'a str,
    /// The logical name of the column.
    pub column: &'a str,
    /// The name of the index, for columns that have more than one.
    pub index: &'a str,
    /// How many bits of the hash are kept, 1 to 128; what is beyond counts as 1 or 128.
    pub bits: u8,
}

/// No key for blind indexes is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no key for blind indexes is active")]
pub struct NoIndexKey;

/// The hash of a value under one key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BlindHash {
    key: KeyId,
    bytes: [u8; 16],
    length: usize,
}

impl BlindHash {
    /// The key that it was made with.
    pub const fn key(&self) -> KeyId {
        self.key
    }

    /// What the column keeps: as many bytes as its bits fill, 16 at most.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }

    fn new(key: KeyId, hash: [u8; 32], bits: u8) -> Self {
        let bits = bits.clamp(1, 128);
        let kept = u128::MAX << (128 - u32::from(bits));
        let (first, _) = hash.split_first_chunk().unwrap_or((&[0; 16], &[]));
        let bytes = (u128::from_be_bytes(*first) & kept).to_be_bytes();
        Self { key, bytes, length: usize::from(bits.div_ceil(8)) }
    }
}

impl fmt::Debug for BlindHash {
    /// A hash is no secret, but who has many can tell who shares a value: logs need none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlindHash").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The keyed hashes of the indexes that one key has met so far.
pub(in crate::crypto) struct Indexes(Named<Hmac<Sha256>>);

impl Indexes {
    pub(in crate::crypto) const fn new() -> Self {
        Self(Named::new())
    }

    fn hash(&self, key: &DataKey, index: &BlindIndex<'_>, text: &str) -> [u8; 32] {
        let name = [index.table, index.column, index.index];
        let ready = self.0.get(name, || {
            let subkey = key.subkey(b"fab/bidx/v1", &name.map(str::as_bytes));
            keyed(subkey.expose())
        });
        ready.clone().chain_update(text).finalize().into_bytes().into()
    }
}

impl KeyRing {
    /// The hash of `normalized` that is written: that of the active key.
    ///
    /// ```
    /// use fab_runtime::crypto::blind_index::{BlindIndex, lowercase};
    /// use fab_runtime::crypto::keys::{DataKey, KeyId, KeyRing, Purpose, RingKey};
    ///
    /// let key = RingKey::active(KeyId::FIRST, Purpose::BlindIndex, DataKey::generate()?);
    /// let ring = KeyRing::new([key])?;
    /// let index = BlindIndex { table: "customer", column: "email", index: "", bits: 128 };
    /// let hash = |text: &str| ring.blind_hash(&index, &lowercase(text));
    /// assert_eq!(hash("Ada@Example.org")?, hash(" ada@example.org ")?);
    /// assert_ne!(hash("ada@example.org")?, hash("bob@example.org")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Without an active key for blind indexes.
    pub fn blind_hash(
        &self,
        index: &BlindIndex<'_>,
        normalized: &str,
    ) -> Result<BlindHash, NoIndexKey> {
        let entry = self.active_entry(Purpose::BlindIndex).ok_or(NoIndexKey)?;
        let key = entry.key.as_ref().ok_or(NoIndexKey)?;
        Ok(BlindHash::new(entry.id, entry.indexes.hash(key, index, normalized), index.bits))
    }

    /// The hashes of `normalized` that are looked for: those of all live keys, the active one first.
    pub fn blind_hashes(&self, index: &BlindIndex<'_>, normalized: &str) -> Vec<BlindHash> {
        let entries = self.live_entries(Purpose::BlindIndex).into_iter();
        entries
            .filter_map(|entry| {
                let hash = entry.indexes.hash(entry.key.as_ref()?, index, normalized);
                Some(BlindHash::new(entry.id, hash, index.bits))
            })
            .collect()
    }
}
