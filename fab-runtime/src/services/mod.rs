//! How does an application speak to the world outside? Guarded: every call has an end, and a dead service costs little.
//!
//! Nothing here knows models or databases, and nothing else opens a connection to somewhere outside.

pub mod breach_list;
#[cfg(feature = "breaches")]
pub mod breaches;
#[cfg(feature = "_http")]
pub mod http;
pub mod identity;
#[cfg(feature = "kms")]
pub mod kms;
#[cfg(feature = "_notify")]
pub mod notify;
#[cfg(feature = "oidc")]
pub mod oidc;
#[cfg(feature = "rates")]
pub mod rates;
pub mod resilience;
#[cfg(feature = "_sigv4")]
mod sigv4;
