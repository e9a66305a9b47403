//! What is written down of a key? Its record: everything but the key, which is wrapped.

use chrono::{DateTime, Utc};
use subtle::ConstantTimeEq as _;

use crate::crypto::keys::data_key::{DataKey, RingKey};
use crate::crypto::keys::id::{KeyId, KeyState, Purpose};
use crate::crypto::keys::ring::{KeyRing, KeyRingError};
use crate::crypto::keys::wrapping::{KeyWrapper, WrapContext, WrapError};

/// The record of a key, as a table keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// Its number.
    pub id: KeyId,
    /// What it is for.
    pub purpose: Purpose,
    /// What may still be done with it.
    pub state: KeyState,
    /// The key, encrypted; empty when it is destroyed.
    pub wrapped: Vec<u8>,
    /// The name of what wrapped it.
    pub wrapped_by: String,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// When it should be rotated.
    pub not_after: Option<DateTime<Utc>>,
}

/// Why records make no ring.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A key could not be unwrapped.
    #[error(transparent)]
    Wrap(#[from] WrapError),
    /// The keys contradict each other.
    #[error(transparent)]
    Ring(#[from] KeyRingError),
}

impl WrappedKey {
    /// The record of a new, active key.
    ///
    /// # Errors
    ///
    /// When there are no random bytes, or `wrapper` fails.
    pub async fn generate(
        id: KeyId,
        purpose: Purpose,
        wrapper: &dyn KeyWrapper,
        created: DateTime<Utc>,
    ) -> Result<Self, WrapError> {
        let key = DataKey::generate()?;
        Ok(Self {
            id,
            purpose,
            state: KeyState::Active,
            wrapped: wrapper.wrap_key(WrapContext { id, purpose }, &key).await?,
            wrapped_by: wrapper.name().to_owned(),
            created,
            not_after: None,
        })
    }

    /// The same key, wrapped by `to`: the way to another key-encrypting key, which touches no sealed value.
    ///
    /// # Errors
    ///
    /// When none of `from` can unwrap it, or `to` fails or does not give it back as it was: nobody else could open what
    /// is sealed with it then.
    pub async fn rewrap(
        self,
        from: &[&dyn KeyWrapper],
        to: &dyn KeyWrapper,
    ) -> Result<Self, WrapError> {
        if self.state == KeyState::Destroyed {
            return Ok(self);
        }
        let key = self.unwrap_key(from).await?;
        let wrapped = to.wrap_key(self.context(), &key).await?;
        let lost = |source| WrapError::Lost { wrapper: to.name().to_owned(), key: self.id, source };
        let back = to.unwrap_key(self.context(), &wrapped).await;
        let back = back.map_err(|error| lost(Some(Box::new(error))))?;
        if !bool::from(back.expose().ct_eq(key.expose())) {
            return Err(lost(None));
        }
        Ok(Self { wrapped, wrapped_by: to.name().to_owned(), ..self })
    }

    /// The same record without its key. Everything that only this key opens is lost.
    #[must_use]
    pub fn destroyed(self) -> Self {
        Self { state: KeyState::Destroyed, wrapped: Vec::new(), ..self }
    }

    /// The key in the clear.
    ///
    /// # Errors
    ///
    /// When it is destroyed, none of `wrappers` has wrapped it, or that one fails.
    pub async fn unwrap_key(&self, wrappers: &[&dyn KeyWrapper]) -> Result<DataKey, WrapError> {
        if self.state == KeyState::Destroyed {
            return Err(WrapError::Destroyed { key: self.id });
        }
        let mut wrappers = wrappers.iter().copied();
        let named = wrappers.find(|wrapper| wrapper.name() == self.wrapped_by);
        let wrapper = named.ok_or_else(|| WrapError::NotHere {
            key: self.id,
            wrapped_by: self.wrapped_by.clone(),
        })?;
        wrapper.unwrap_key(self.context(), &self.wrapped).await
    }

    const fn context(&self) -> WrapContext {
        WrapContext { id: self.id, purpose: self.purpose }
    }
}

impl KeyRing {
    /// The ring of these records, each unwrapped by the one of `wrappers` that its record names.
    ///
    /// # Errors
    ///
    /// When a key cannot be unwrapped, or the records contradict each other: a program that cannot read its keys
    /// must not start.
    pub async fn load(
        records: &[WrappedKey],
        wrappers: &[&dyn KeyWrapper],
    ) -> Result<Self, LoadError> {
        let mut keys = Vec::with_capacity(records.len());
        for record in records {
            let (id, purpose) = (record.id, record.purpose);
            keys.push(match record.state {
                KeyState::Destroyed => RingKey::destroyed(id, purpose),
                KeyState::Active => {
                    RingKey::active(id, purpose, record.unwrap_key(wrappers).await?)
                }
                KeyState::DecryptOnly => {
                    RingKey::decrypt_only(id, purpose, record.unwrap_key(wrappers).await?)
                }
            });
        }
        Ok(Self::new(keys)?)
    }
}
