//! The runtime of `fab`: everything that generated code calls, and every page. Use the `fab` crate.

pub mod clock;
pub mod error;
pub mod secret;

#[cfg(feature = "_crypto")]
pub mod crypto;
#[cfg(feature = "services")]
pub mod services;

pub mod models;

#[cfg(feature = "_db")]
pub mod db;
#[cfg(feature = "widgets")]
pub mod widgets;

#[cfg(feature = "mixins")]
pub mod mixins;

#[cfg(feature = "security")]
pub mod security;

#[cfg(feature = "admin")]
pub mod admin;

#[cfg(feature = "cli")]
pub mod cli;
#[doc(hidden)]
pub mod private;
#[cfg(feature = "testing")]
pub mod testing;

/// The name that expansions use, the same here as in the facade.
#[doc(hidden)]
pub use self::private as __private;
