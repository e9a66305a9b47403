//! How is a list of breached passwords asked that somebody else keeps? By five hexadecimal digits of a hash: the service
//! answers with everything that begins so, and never learns which of it was meant, nor whether it was there.
//!
//! ```
//! # use std::sync::Arc;
//! # use fab_runtime as fab;
//! use fab::clock::SystemClock;
//! use fab::services::breaches::{BreachSettings, Breaches};
//!
//! let settings = BreachSettings::new("https://breaches.example.com");
//! let list = Breaches::new(settings, Arc::new(SystemClock))?;
//! # let _ = list;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod list;
mod range;
mod settings;

pub use self::error::BreachError;
pub use self::list::Breaches;
pub use self::settings::BreachSettings;
