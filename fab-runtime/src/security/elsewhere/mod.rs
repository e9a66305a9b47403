//! How does somebody get in who proves elsewhere who they are? By a provider, or by a proxy that asked already.
//!
//! A person is known by issuer and subject together, and by nothing else: names and addresses change hands. What goes
//! out with somebody is bound to the browser, works once and not for long; nonce and verifier follow from it under the
//! key of the application, so that the database holds nothing to finish a sign-in with.

mod accounts;
mod arrive;
mod depart;
mod groups;
mod provider;
mod proxy;
mod rows;

pub use self::arrive::{Arrived, Back};
pub use self::depart::Departed;
pub use self::provider::{ElsewhereError, Linking, Provider, Provisioning};
pub(crate) use self::rows::{Departure, Identity};
