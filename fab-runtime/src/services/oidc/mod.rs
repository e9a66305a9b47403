//! How does somebody sign in who is known elsewhere? By OpenID Connect: a code, a proof, and a signed token.
//!
//! A provider is found by its issuer alone (OpenID Connect Discovery 1.0); the code is asked for with PKCE
//! (RFC 7636, S256), and the token is believed when issuer, audience, time, nonce and signature are right. Signatures
//! are those of asymmetric keys: neither `none` nor the client's own secret ever counts. Requests go to the hosts
//! of the settings over the client of [`http`](crate::services::http), which follows no redirections.

mod claims;
mod error;
mod provider;
mod settings;
mod wire;

pub use self::error::OidcError;
pub use self::provider::OidcProvider;
pub use self::settings::OidcSettings;
