//! Where do the keys of sealed columns live, and what is done with them? In `fab_keys`, each wrapped by a key of the
//! settings.
//!
//! # A change of keys
//!
//! Whoever writes sealed cells holds the records of the active keys until the transaction ends, and so does not write
//! with keys that another process has replaced meanwhile: the transaction is undone, the keys are read again, and it
//! is done anew. A rotation therefore takes effect at once, everywhere. Whoever meets a key that is not known yet
//! reads the keys again.

mod cells;
mod change;
mod destroy;
mod error;
mod held;
#[cfg(feature = "kms")]
mod kms;
mod record;
mod reencrypt;
mod replacement;
mod survey;
mod vault;

pub use self::error::KeyError;
pub use self::reencrypt::{Reencrypted, Reencryption};
pub use self::replacement::Unopened;
pub use self::survey::{Depth, Survey};
pub use self::vault::{KeyVault, KeyVaultOptions};
pub use crate::db::sealing::KEYS;
