//! What is one currency worth in another? What sources agree on, no older than it may be, and never a guess.
//!
//! Where money moves, a rate is fresh, or not older than the settings allow, or approved by a person for a while; else
//! there is none. What is only shown may be older, and says from when it is.
//!
//! ```
//! # use std::sync::Arc;
//! # use fab_runtime as fab;
//! use fab::clock::SystemClock;
//! use fab::services::rates::{Currency, HttpSource, RateDesk, DeskSettings, Shape};
//!
//! let clock = Arc::new(SystemClock);
//! let ecb = HttpSource::ecb(clock.clone())?;
//! let second = HttpSource::new("second", "https://rates.example.com/latest", Shape::json(), clock.clone())?;
//! let desk = RateDesk::new("EUR".parse()?, DeskSettings::default(), clock).source(ecb)?.source(second)?;
//!
//! let (usd, eur): (Currency, Currency) = ("USD".parse()?, "EUR".parse()?);
//! assert!(desk.for_money(usd, eur).is_err(), "nothing was asked yet");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod currency;
mod desk;
mod ecb;
mod error;
mod json;
mod judge;
mod quote;
mod source;
mod table;
#[cfg(test)]
mod tests;

pub use self::currency::{Currency, NotACurrency};
pub use self::desk::{CrossCheck, DeskSettings, RateDesk, Refreshed};
pub use self::error::{NoRate, ParseError, RateError};
pub use self::json::JsonShape;
pub use self::quote::{Age, Known, ManualRate, ManualRateError, Quote};
pub use self::source::{HttpSource, RateSource, Shape};
pub use self::table::Table;
