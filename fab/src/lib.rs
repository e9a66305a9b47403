//! Annotate a struct, get an admin site.

#[doc(hidden)]
pub use fab_runtime::__private;
pub use fab_runtime::*;

extern crate self as fab;

#[cfg(feature = "derive")]
mod derives;
#[cfg(not(feature = "derive"))]
#[path = "derives_absent.rs"]
mod derives;
pub mod prelude;

pub use self::derives::*;
