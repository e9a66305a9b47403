//! How does a key come to be, and how does another take its place? One statement decides, whoever else tries.

use std::sync::Arc;

use crate::crypto::keys::{KeyId, KeyState, KeyWrapper, Purpose, WrappedKey};
use crate::db::error::{ConstraintKind, DbError};
use crate::db::keys::error::KeyError;
use crate::db::keys::record;
use crate::db::keys::vault::KeyVault;

/// How often another number is tried when others make keys at the same time.
const ATTEMPTS: usize = 8;

impl KeyVault {
    /// Makes a key for `purpose` unless one is active; its number when it was made here and now.
    ///
    /// # Errors
    ///
    /// When it cannot be wrapped or written.
    pub async fn generate(&self, purpose: Purpose) -> Result<Option<KeyId>, KeyError> {
        for _ in 0..ATTEMPTS {
            let records = self.records().await?;
            if active(&records, purpose).is_some() {
                self.read().await?;
                return Ok(None);
            }
            let key = self.new_key(&records, purpose).await?;
            match self.db.execute(record::insert(self.db.writer(), &key)).await {
                Ok(_) => {
                    self.read().await?;
                    return Ok(Some(key.id));
                }
                // Somebody else was first: look again.
                Err(error) if is_taken(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(KeyError::Changed { purpose })
    }

    /// Puts a new key in the place of the active one, at once and for every process; the old one opens what it has
    /// sealed. The number of the new one.
    ///
    /// # Errors
    ///
    /// [`KeyError::Changed`] when somebody else rotates at the same time: one of them wins.
    pub async fn rotate(&self, purpose: Purpose) -> Result<KeyId, KeyError> {
        let records = self.records().await?;
        let old = active(&records, purpose).ok_or(KeyError::Missing { purpose })?.id;
        let new = self.new_key(&records, purpose).await?;
        let mut tx = self.db.begin().await?;
        let retired = record::transition(tx.writer(), old, KeyState::Active, KeyState::DecryptOnly);
        let changed = match tx.execute(retired).await {
            Ok(0) => Err(KeyError::Changed { purpose }),
            Ok(_) => match tx.execute(record::insert(tx.writer(), &new)).await {
                Ok(_) => Ok(()),
                Err(error) if is_taken(&error) => Err(KeyError::Changed { purpose }),
                Err(error) => Err(error.into()),
            },
            Err(error) if error.is_conflict() => Err(KeyError::Changed { purpose }),
            Err(error) => Err(error.into()),
        };
        match changed {
            Ok(()) => tx.commit().await?,
            Err(error) => {
                tx.rollback().await?;
                return Err(error);
            }
        }
        self.read().await?;
        Ok(new.id)
    }

    /// Wraps every key by the first of the wrappers that is wrapped by another one: the way to another key-encrypting
    /// key, which touches no sealed value. The numbers of those that were. It may be stopped and run again, and run by
    /// several at the same time.
    ///
    /// # Errors
    ///
    /// When a key cannot be unwrapped, wrapped or written; those before it are done.
    pub async fn rewrap(&self) -> Result<Vec<KeyId>, KeyError> {
        let wrappers: Vec<&dyn KeyWrapper> =
            self.options.wrappers.iter().map(|wrapper| &**wrapper).collect();
        let first = wrappers.first().copied();
        let first = first.ok_or(KeyError::Record { what: "nothing is there to wrap keys" })?;
        let mut done = Vec::new();
        for key in self.records().await? {
            if key.state == KeyState::Destroyed || key.wrapped_by == first.name() {
                continue;
            }
            let before = key.wrapped_by.clone();
            let key = key.rewrap(&wrappers, first).await?;
            let written = record::rewrap(self.db.writer(), &key, &before);
            if self.db.execute(written).await? > 0 {
                done.push(key.id);
            }
        }
        Ok(done)
    }

    async fn new_key(
        &self,
        records: &[WrappedKey],
        purpose: Purpose,
    ) -> Result<WrappedKey, KeyError> {
        let last = records.iter().map(|key| key.id.get()).max().unwrap_or(0);
        let id = last.checked_add(1).and_then(KeyId::new);
        let id = id.ok_or(KeyError::Record { what: "there are no numbers left" })?;
        let wrapper: &Arc<dyn KeyWrapper> = self
            .options
            .wrappers
            .first()
            .ok_or(KeyError::Record { what: "nothing is there to wrap keys" })?;
        Ok(WrappedKey::generate(id, purpose, &**wrapper, self.clock.now()).await?)
    }
}

pub(super) fn active(records: &[WrappedKey], purpose: Purpose) -> Option<&WrappedKey> {
    records.iter().find(|key| key.purpose == purpose && key.state == KeyState::Active)
}

fn is_taken(error: &DbError) -> bool {
    error.constraint().is_some_and(|constraint| constraint.kind == ConstraintKind::Unique)
}
