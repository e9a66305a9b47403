//! Which keys are there, where do they come from, and which are in use? Records, wrapping, and the key ring.

mod command;
mod data_key;
mod id;
mod local;
mod messages;
mod named;
mod record;
mod ring;
#[cfg(test)]
mod tests;
mod wrapping;

pub use self::command::CommandKey;
pub(super) use self::data_key::length;
pub use self::data_key::{DataKey, RingKey};
pub use self::id::{KeyId, KeyState, Purpose};
pub use self::local::{LocalKey, LocalKeyError};
pub use self::messages::{
    CountError, Counted, MANY_MESSAGES, MESSAGE_BLOCK, MOST_MESSAGES, MessageCount,
};
pub(super) use self::named::Named;
pub use self::record::{LoadError, WrappedKey};
pub use self::ring::{KeyRing, KeyRingError};
pub use self::wrapping::{KeyWrapper, WrapContext, WrapError, Wrapping};
