//! How is the program started and looked after?

#[cfg(feature = "seed")]
mod seed;
pub mod settings;
mod slug;

pub use self::settings::{Environment, LogFormat, Mode, Settings};
