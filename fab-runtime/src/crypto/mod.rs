//! What is kept secret, and how? Secrets, random tokens and keyed hashes; knows no models and no databases.

mod app_secret;
mod mac;
mod random;
mod secret;
#[cfg(test)]
mod tests;
mod token;

pub use self::app_secret::{AppSecret, AppSecretError};
pub use self::mac::mac;
pub use self::random::{RandomError, random};
pub use self::secret::Secret;
pub use self::token::Token;
pub(crate) use self::token::digest;
