//! Which keys are there, where do they come from, and which are in use? Records, wrapping, and the key ring.

mod data_key;
mod id;
mod messages;
mod ring;

pub(super) use self::data_key::length;
pub use self::data_key::{DataKey, RingKey};
pub use self::id::{KeyId, KeyState, Purpose};
pub use self::messages::{
    CountError, Counted, MANY_MESSAGES, MESSAGE_BLOCK, MOST_MESSAGES, MessageCount,
};
pub use self::ring::{KeyRing, KeyRingError};
