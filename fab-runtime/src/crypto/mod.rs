//! What is kept secret, and how? Secrets, tokens, keyed hashes, sealed values; knows no models and no databases.

mod app_secret;
#[cfg(feature = "encryption")]
pub mod blind_index;
#[cfg(feature = "encryption")]
pub mod envelope;
mod key_file;
#[cfg(feature = "encryption")]
pub mod keys;
pub(crate) mod mac;
mod random;
#[cfg(test)]
mod tests;
pub(crate) mod token;

pub use self::app_secret::{AppSecret, AppSecretError};
pub use self::mac::{MacKey, mac};
pub use self::random::{RandomError, random};
pub use self::token::Token;
pub use crate::secret::{self, Secret};
