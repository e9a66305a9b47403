//! How is the program started and looked after?

mod app;
mod arguments;
#[cfg(feature = "breaches")]
mod breaches;
#[cfg(not(feature = "breaches"))]
#[path = "breaches_absent.rs"]
mod breaches;
mod call;
mod commands;
mod console;
mod context;
mod keys;
mod logging;
#[cfg(feature = "oidc")]
mod oidc;
#[cfg(not(feature = "oidc"))]
#[path = "oidc_absent.rs"]
mod oidc;
mod people;
mod post;
#[cfg(feature = "rates")]
mod rates;
#[cfg(not(feature = "rates"))]
#[path = "rates_absent.rs"]
mod rates;
mod run;
#[cfg(feature = "seed")]
mod seed;
#[cfg(not(feature = "seed"))]
#[path = "seed_absent.rs"]
mod seed;
pub mod settings;
mod slug;
mod stop;

pub use self::call::Call;
pub use self::console::{Console, Transcript};
pub use self::settings::{Environment, LogFormat, Mode, Settings};
