//! How is the program started and looked after?

pub mod settings;
mod slug;

pub use self::settings::{Environment, LogFormat, Mode, Settings};
