//! Annotate a struct, get an admin site.
//!
#![doc = include_str!("../../README.md")]

#[doc(hidden)]
pub use fab_runtime::__private;
pub use fab_runtime::error::{Error, ErrorKind, Result};
pub use fab_runtime::*;

extern crate self as fab;

#[cfg(feature = "derive")]
mod derives;
#[cfg(all(feature = "derive", feature = "sqlite", feature = "cli", feature = "services"))]
pub mod guide;
pub mod prelude;
#[cfg(feature = "admin")]
mod site;

#[cfg(feature = "derive")]
pub use self::derives::*;
#[cfg(feature = "admin")]
pub use self::site::*;
