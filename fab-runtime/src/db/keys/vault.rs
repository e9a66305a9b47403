//! Which keys does a program hold now? Those that `fab_keys` had when it was last read.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use futures_util::future::BoxFuture;

use crate::clock::Clock;
use crate::crypto::keys::{
    DataKey, KeyId, KeyRing, KeyState, KeyWrapper, Purpose, RingKey, WrappedKey,
};
use crate::db::database::{Db, Tx};
use crate::db::dialect::DialectKind;
use crate::db::error::DbError;
use crate::db::keys::error::KeyError;
use crate::db::keys::held::Held;
use crate::db::keys::record;
use crate::db::sealing::KEYS;
use crate::db::sealing::{KeyHold, Sealer, SealingError, SealingKeys, SealingMode};
use crate::models::{Condition, Kind, Value};

/// What a vault is opened with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KeyVaultOptions {
    /// What wraps keys: the first wraps new ones, all of them unwrap.
    pub wrappers: Vec<Arc<dyn KeyWrapper>>,
    /// Bound into every ciphertext: what was sealed in one namespace opens in no other.
    pub namespace: String,
    /// What becomes of values in the clear.
    pub mode: SealingMode,
}

impl KeyVaultOptions {
    /// Strict, without a namespace, keys wrapped by `wrapper`.
    pub fn new(wrapper: Arc<dyn KeyWrapper>) -> Self {
        let mode = SealingMode::Strict;
        Self { wrappers: vec![wrapper], namespace: String::new(), mode }
    }
}

/// The keys of sealed columns: kept in `fab_keys`, held in memory while the program runs.
///
/// Give it to [`Store::with_sealer`](crate::db::Store::with_sealer).
pub struct KeyVault {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) options: KeyVaultOptions,
    held: RwLock<Arc<Held>>,
    /// Keys that were unwrapped before: what wraps them is asked once for each.
    unwrapped: Mutex<HashMap<KeyId, DataKey>>,
    reading: tokio::sync::Mutex<Vec<(KeyId, KeyState)>>,
    readings: AtomicU64,
    plain: AtomicU64,
}

impl fmt::Debug for KeyVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyVault").field("keys", &self.held()).finish_non_exhaustive()
    }
}

impl KeyVault {
    /// The keys as `fab_keys` has them. There may be none yet: see [`KeyVault::generate`].
    ///
    /// # Errors
    ///
    /// When the table cannot be read, or a key cannot be unwrapped: a program that cannot read its keys must not
    /// start.
    pub async fn open(
        db: Db,
        clock: Arc<dyn Clock>,
        options: KeyVaultOptions,
    ) -> Result<Self, KeyError> {
        let held = Held::new(KeyRing::new([])?, &options.namespace);
        let vault = Self {
            db,
            clock,
            options,
            held: RwLock::new(Arc::new(held)),
            unwrapped: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
            readings: AtomicU64::new(0),
            plain: AtomicU64::new(0),
        };
        vault.read().await?;
        Ok(vault)
    }

    /// The records of all keys, oldest first.
    ///
    /// # Errors
    ///
    /// When the table cannot be read.
    pub async fn records(&self) -> Result<Vec<WrappedKey>, KeyError> {
        let rows = self.db.fetch(record::select(self.db.writer())).await?;
        rows.into_iter().map(record::parse).collect()
    }

    /// The key that is active for `purpose`, as far as this process knows.
    pub fn active(&self, purpose: Purpose) -> Option<KeyId> {
        self.held().ring.active(purpose)
    }

    /// How many values in the clear were read from sealed columns so far.
    pub fn plain_reads(&self) -> u64 {
        self.plain.load(Ordering::Relaxed)
    }

    pub(super) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the keys again. Those who ask at the same time share one reading.
    pub(super) async fn read(&self) -> Result<(), KeyError> {
        let before = self.readings.load(Ordering::Acquire);
        let mut known = self.reading.lock().await;
        if self.readings.load(Ordering::Acquire) != before {
            return Ok(());
        }
        let records = self.records().await?;
        let states: Vec<(KeyId, KeyState)> =
            records.iter().map(|key| (key.id, key.state)).collect();
        if states != *known {
            let mut keys = Vec::with_capacity(records.len());
            for record in &records {
                keys.push(self.ring_key(record).await?);
            }
            let held = Arc::new(Held::new(KeyRing::new(keys)?, &self.options.namespace));
            *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
            *known = states;
        }
        self.readings.fetch_add(1, Ordering::Release);
        Ok(())
    }

    async fn ring_key(&self, record: &WrappedKey) -> Result<RingKey, KeyError> {
        let (id, purpose) = (record.id, record.purpose);
        if record.state == KeyState::Destroyed {
            self.unwrapped.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            return Ok(RingKey::destroyed(id, purpose));
        }
        let known = self.unwrapped.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        let key = if let Some(key) = known {
            key
        } else {
            let wrappers: Vec<&dyn KeyWrapper> =
                self.options.wrappers.iter().map(|wrapper| &**wrapper).collect();
            let key = record.unwrap_key(&wrappers).await?;
            let mut unwrapped = self.unwrapped.lock().unwrap_or_else(PoisonError::into_inner);
            unwrapped.insert(id, key.clone());
            key
        };
        Ok(match record.state {
            KeyState::Active => RingKey::active(id, purpose, key),
            _ => RingKey::decrypt_only(id, purpose, key),
        })
    }

    /// Holds the records of the active keys of `held` until `tx` ends.
    pub(super) async fn hold_in(
        &self,
        active: &[i64],
        tx: &mut Tx,
        hold: KeyHold,
    ) -> Result<(), DbError> {
        let mut writer = tx.writer();
        let condition = Condition::is_in("id", active.iter().copied().map(Value::Int).collect())
            .and(Condition::eq("state", KeyState::Active.name()));
        writer.push("SELECT ").ident("id").push(" FROM ").ident(KEYS.table).push(" WHERE ");
        writer.condition(&KEYS, &condition);
        match (writer.dialect(), hold) {
            (DialectKind::Sqlite, _) => {}
            (_, KeyHold::Alone) => {
                writer.push(" ORDER BY ").ident("id").push(" FOR UPDATE");
            }
            (DialectKind::Postgres, KeyHold::Together) => {
                writer.push(" FOR SHARE");
            }
            (DialectKind::MySql, KeyHold::Together) => {
                writer.push(" LOCK IN SHARE MODE");
            }
        }
        let found = tx.fetch(writer.finish(&[Kind::Int])).await?;
        if found.len() == active.len() && !active.is_empty() {
            return Ok(());
        }
        Err(SealingError::KeysChanged.into())
    }
}

impl Sealer for KeyVault {
    fn keys(&self) -> Arc<dyn SealingKeys> {
        self.held()
    }

    fn refresh(&self) -> BoxFuture<'_, Result<(), DbError>> {
        Box::pin(async { Ok(self.read().await?) })
    }

    fn hold<'a>(
        &'a self,
        keys: &'a dyn SealingKeys,
        tx: &'a mut Tx,
        hold: KeyHold,
    ) -> BoxFuture<'a, Result<(), DbError>> {
        Box::pin(self.hold_in(keys.active(), tx, hold))
    }

    fn mode(&self) -> SealingMode {
        self.options.mode
    }

    fn read_plain(&self) {
        self.plain.fetch_add(1, Ordering::Relaxed);
    }
}
