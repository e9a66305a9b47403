//! How is something encrypted under a key that never leaves its service? AWS KMS is asked, or who speaks as it does.
//!
//! ```
//! # use std::sync::Arc;
//! # use fab_runtime as fab;
//! use fab::clock::SystemClock;
//! use fab::secret::Secret;
//! use fab::services::kms::{KmsCredentials, KmsKey, KmsSettings};
//!
//! let credentials = KmsCredentials::new("AKIDEXAMPLE", Secret::new("secret key".to_owned()));
//! let settings = KmsSettings::new("alias/fab", "eu-central-1", credentials);
//! let key = KmsKey::new(settings, Arc::new(SystemClock))?;
//! assert_eq!(key.name(), "kms:alias/fab");
//! # Ok::<(), fab::services::kms::KmsError>(())
//! ```

mod error;
mod key;
mod settings;
#[cfg(test)]
mod tests;

pub use self::error::KmsError;
pub use self::key::KmsKey;
pub use self::settings::{KmsCredentials, KmsSettings};
