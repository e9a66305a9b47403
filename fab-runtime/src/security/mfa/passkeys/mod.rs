//! How does somebody prove who they are with nothing that can be told to a stranger? Passkeys.
//!
//! Web Authentication level 3, <https://www.w3.org/TR/webauthn-3/>, by `webauthn-rs`. A passkey is a factor like
//! the others: a row of `fab_factors`, whose sealed secret is the public key, and whose last step is the counter
//! of the device. It counts as two factors, because the device asks who holds it.

mod answer;
mod ceremony;
mod enrol;
mod kept;
mod relying;
mod sign_in;

pub(crate) use self::relying::Relying;
use crate::models::{Model, ModelMeta};

/// What is too old at an instant.
pub(crate) const SWEPT: &[&str] = &["DELETE FROM fab_passkey_ceremonies WHERE expires_at <= "];

/// The tables that only passkeys need.
pub(crate) fn models() -> Vec<&'static ModelMeta> {
    vec![self::ceremony::Ceremony::meta()]
}
