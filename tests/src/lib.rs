//! What do the integration tests share? Databases, a client, a served site.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is a harness for tests, which fail by panicking"
)]

pub mod authenticator;
pub mod client;
pub mod databases;
pub mod issuer;
pub mod listener;
pub mod peer;
pub mod pigeons;
pub mod postbox;
pub mod provider;
pub mod proxy;
pub mod site;
pub mod tls;
