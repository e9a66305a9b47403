//! Annotate a struct, get an admin site.

#[doc(hidden)]
pub use fab_runtime::__private;
pub use fab_runtime::*;

extern crate self as fab;

pub mod prelude;
