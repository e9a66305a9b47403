//! How is a sealed value found without opening any? By a keyed hash beside it, equal for equal values.
//!
//! The hash is HMAC-SHA256 of the normalised text, under a subkey of table, column and index. It is made for look-ups
//! by equality, and is as fast as they are; no order, no ranges and no parts of a text can be found by it.
//!
//! # What it tells
//!
//! Whoever reads the database sees which rows have the same value, and how often each value occurs. For a column with
//! few different values that is much: keep no blind index of them. Without the key nobody can try values; the key
//! is another one than that which seals, so that it opens nothing. Fewer bits make rows look alike that are not:
//! they tell less, and cost the opening of the rows that only look alike.
//!
//! # Rotation
//!
//! A new row is hashed by the active key; a search asks for the hashes of all live keys
//! ([`KeyRing::blind_hashes`](crate::crypto::keys::KeyRing::blind_hashes)), until every row is hashed anew and the old
//! key is destroyed. A unique index holds within one key only.

mod hash;
mod normal;
#[cfg(test)]
mod tests;

pub(super) use self::hash::Indexes;
pub use self::hash::{BlindHash, BlindIndex, NoIndexKey};
pub use self::normal::{digits, email, identity, lowercase, phone};
