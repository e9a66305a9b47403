//! How many values may one key still seal? As many as were reserved, where nonces are short.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::crypto::envelope::Suite;
use crate::crypto::keys::id::{KeyId, Purpose};
use crate::crypto::keys::ring::KeyRing;

/// How many values one key may seal in AES-256-GCM with random nonces (SP 800-38D, 8.3).
pub const MOST_MESSAGES: u64 = 1 << 32;
/// From here on every reservation is logged as a warning.
pub const MANY_MESSAGES: u64 = 1 << 30;
/// How many messages are reserved at once, at least.
pub const MESSAGE_BLOCK: u64 = 1 << 16;

/// What a [`MessageCount`] answers, later.
pub type Counted<'a> = Pin<Box<dyn Future<Output = Result<u64, CountError>> + Send + 'a>>;

/// Counts the messages of each key, over all processes and for good.
pub trait MessageCount: fmt::Debug + Send + Sync {
    /// Adds `messages` to those of `key`, in one step that no other process can come between, and returns how many
    /// there are now. The sum must be kept before this returns.
    fn add(&self, key: KeyId, messages: u64) -> Counted<'_>;
}

/// Why no messages were reserved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// The key has sealed as much as it ever may.
    #[error("key {key} has sealed as many values as it may; rotate it")]
    Spent {
        /// The key.
        key: KeyId,
    },
    /// No key for fields is active.
    #[error("no key for sealing fields is active")]
    NoActiveKey,
    /// The count could not be kept.
    #[error("the count of sealed values could not be kept")]
    NotKept(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The messages that a ring may still seal without asking again.
#[derive(Default)]
pub(in crate::crypto) struct Messages(AtomicU64);

impl Messages {
    /// Takes one off; `false` if there is none.
    pub(in crate::crypto) fn take(&self) -> bool {
        let one_less = |left: u64| left.checked_sub(1);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }

    fn left(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, messages: u64) {
        self.0.fetch_add(messages, Ordering::Relaxed);
    }
}

impl KeyRing {
    /// Sees to it that `messages` values can be sealed now: in AES-256-GCM by reserving a block of them with `count`,
    /// unless enough of the last block is left. In XAES-256-GCM there is nothing to count.
    ///
    /// What a program reserves and does not use is lost, so that a crash never makes a key seal too much.
    ///
    /// # Errors
    ///
    /// When the key has sealed [`MOST_MESSAGES`], or `count` fails.
    pub async fn reserve(&self, messages: u32, count: &dyn MessageCount) -> Result<(), CountError> {
        if self.suite() != Suite::Aes256Gcm {
            return Ok(());
        }
        let entry = self.active_entry(Purpose::Fields).ok_or(CountError::NoActiveKey)?;
        if entry.messages.left() >= u64::from(messages) {
            return Ok(());
        }
        let block = u64::from(messages).max(MESSAGE_BLOCK);
        let sum = count.add(entry.id, block).await?;
        if sum > MOST_MESSAGES {
            return Err(CountError::Spent { key: entry.id });
        }
        if sum >= MANY_MESSAGES {
            tracing::warn!(key = %entry.id, sealed = sum, most = MOST_MESSAGES, "rotate the key for fields soon");
        }
        entry.messages.add(block);
        Ok(())
    }
}
