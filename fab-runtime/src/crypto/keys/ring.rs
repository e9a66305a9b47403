//! Which keys does a program hold at one moment? A snapshot that never changes; its owner replaces it whole.

use std::fmt;

use crate::crypto::blind_index::Indexes;
use crate::crypto::envelope::{Columns, Suite};
use crate::crypto::keys::data_key::{DataKey, RingKey};
use crate::crypto::keys::id::{KeyId, KeyState, Purpose};
use crate::crypto::keys::messages::Messages;

/// The keys of a program, as they are at one moment.
///
/// A ring never changes. Whoever owns it keeps it behind an [`Arc`](std::sync::Arc) and puts another in its place
/// when a key is added, retired or destroyed; work that has begun goes on with the ring that it has.
///
/// ```
/// use fab_runtime::crypto::keys::{DataKey, KeyId, KeyRing, Purpose, RingKey};
///
/// let id = |number| KeyId::new(number).expect("it is not zero");
/// let ring = KeyRing::new([
///     RingKey::destroyed(id(1), Purpose::Fields),
///     RingKey::decrypt_only(id(2), Purpose::Fields, DataKey::generate()?),
///     RingKey::active(id(3), Purpose::Fields, DataKey::generate()?),
/// ])?;
/// assert_eq!(ring.active(Purpose::Fields), Some(id(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct KeyRing {
    suite: Suite,
    entries: Vec<Entry>,
}

/// One key and what was made of it so far.
pub(in crate::crypto) struct Entry {
    pub(in crate::crypto) id: KeyId,
    pub(in crate::crypto) purpose: Purpose,
    pub(in crate::crypto) state: KeyState,
    /// Gone when the key is destroyed.
    pub(in crate::crypto) key: Option<DataKey>,
    pub(in crate::crypto) columns: Columns,
    pub(in crate::crypto) indexes: Indexes,
    pub(in crate::crypto) messages: Messages,
}

/// Why keys make no ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyRingError {
    /// Two keys have one id.
    #[error("there are two keys with the id {id}")]
    SameId {
        /// The id.
        id: KeyId,
    },
    /// Two keys want to seal.
    #[error("keys {first} and {second} are both active for {purpose}")]
    TwoActive {
        /// What both are for.
        purpose: Purpose,
        /// One of them.
        first: KeyId,
        /// The other.
        second: KeyId,
    },
}

impl KeyRing {
    /// The ring of these keys.
    ///
    /// # Errors
    ///
    /// When two have the same id, or two are active for one purpose.
    pub fn new(keys: impl IntoIterator<Item = RingKey>) -> Result<Self, KeyRingError> {
        let mut ring = Self { suite: Suite::default(), entries: Vec::new() };
        for key in keys {
            let (id, purpose) = (key.id, key.purpose);
            if ring.entry(id).is_some() {
                return Err(KeyRingError::SameId { id });
            }
            if let Some(first) = ring.active(purpose)
                && key.state == KeyState::Active
            {
                return Err(KeyRingError::TwoActive { purpose, first, second: id });
            }
            ring.entries.push(Entry::new(key));
        }
        Ok(ring)
    }

    /// The ring of one key, which seals other keys.
    pub(super) fn of_one(key: DataKey) -> Self {
        let entry = Entry::new(RingKey::active(KeyId::FIRST, Purpose::Fields, key));
        Self { suite: Suite::default(), entries: vec![entry] }
    }

    /// The same ring, which seals in `suite`; it opens both whatever is said here.
    #[must_use]
    pub fn sealing_in(mut self, suite: Suite) -> Self {
        self.suite = suite;
        self
    }

    /// The suite that it seals in.
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// The key that seals for `purpose`.
    pub fn active(&self, purpose: Purpose) -> Option<KeyId> {
        self.active_entry(purpose).map(|entry| entry.id)
    }

    /// What may be done with a key; `None` if the ring does not hold it.
    pub fn state(&self, id: KeyId) -> Option<KeyState> {
        self.entry(id).map(|entry| entry.state)
    }

    /// The ids of the keys for `purpose` that are not destroyed, the active one first, then the newest.
    pub fn live(&self, purpose: Purpose) -> Vec<KeyId> {
        self.live_entries(purpose).into_iter().map(|entry| entry.id).collect()
    }

    pub(in crate::crypto) fn live_entries(&self, purpose: Purpose) -> Vec<&Entry> {
        let live = |entry: &&Entry| entry.purpose == purpose && entry.key.is_some();
        let mut entries: Vec<&Entry> = self.entries.iter().filter(live).collect();
        entries.sort_by_key(|entry| (entry.state != KeyState::Active, std::cmp::Reverse(entry.id)));
        entries
    }

    pub(in crate::crypto) fn entry(&self, id: KeyId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    pub(in crate::crypto) fn active_entry(&self, purpose: Purpose) -> Option<&Entry> {
        let active = |entry: &&Entry| entry.purpose == purpose && entry.state == KeyState::Active;
        self.entries.iter().find(active)
    }
}

impl Entry {
    fn new(key: RingKey) -> Self {
        let RingKey { id, purpose, state, key } = key;
        let (columns, indexes, messages) = (Columns::new(), Indexes::new(), Messages::default());
        Self { id, purpose, state, key, columns, indexes, messages }
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.entries.iter().map(|entry| (entry.id, entry.purpose, entry.state));
        f.debug_list().entries(keys).finish()
    }
}
