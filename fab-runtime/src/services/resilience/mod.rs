//! What happens to a call when the service at the other end hangs, fails or asks for patience?
//!
//! ```text
//! fallback( retry( breaker( bulkhead( timeout( call )))))
//! ```
//!
//! Each layer can be built from the one inside it only, so that the order cannot be got wrong: a timeout outside of a
//! breaker would never open it.
//!
//! ```
//! # use std::sync::Arc;
//! # use std::time::Duration;
//! # use fab_runtime as fab;
//! use fab::clock::SystemClock;
//! use fab::services::resilience::{
//!     BulkheadSettings, Circuit, CircuitSettings, Classify, Fault, Repeatable, RetrySettings, Timeout,
//! };
//!
//! #[derive(Debug, thiserror::Error)]
//! #[error("the weather did not answer")]
//! struct NoWeather;
//!
//! impl Classify for NoWeather {
//!     fn fault(&self) -> Fault {
//!         Fault::Service
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let circuit = Circuit::new("weather", CircuitSettings::default(), Arc::new(SystemClock))?;
//! let weather = Timeout::after(Duration::from_secs(5))
//!     .bulkhead(BulkheadSettings::default())
//!     .breaker(circuit.clone())
//!     .retry(RetrySettings::default());
//!
//! let sky = weather.repeat(Repeatable::Idempotent, || async { Ok::<_, NoWeather>("blue") }).await?;
//! assert_eq!(sky, "blue");
//! assert_eq!(circuit.snapshot().totals.succeeded, 1);
//! # Ok(())
//! # }
//! ```

mod breaker;
mod budget;
mod bulkhead;
mod circuit;
mod circuits;
mod error;
mod event;
mod fallback;
mod fault;
mod guard;
mod permit;
mod phase;
mod retry;
mod settings;
mod snapshot;
#[cfg(test)]
mod tests;
mod timeout;
mod window;

pub use self::breaker::Breaker;
pub use self::bulkhead::{Bulkhead, BulkheadSettings};
pub use self::circuit::Circuit;
pub use self::circuits::Circuits;
pub use self::error::{CallError, Rejection};
pub use self::event::{Event, EventKind, Listener, Reason};
pub use self::fallback::{Chain, Exhausted, Served};
pub use self::fault::{Classify, Fault, Outcome};
pub use self::guard::GuardSettings;
pub use self::permit::Permit;
pub use self::retry::{Repeatable, Retry, RetrySettings};
pub use self::settings::{CircuitSettings, SettingsError, WindowSpan};
pub use self::snapshot::{Failure, Mode, Snapshot, State, Totals};
pub use self::timeout::Timeout;
