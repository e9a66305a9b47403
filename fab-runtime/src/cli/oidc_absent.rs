//! What stands in for providers of sign-ins where the feature is off? A word on how to switch it on.

use crate::cli::settings::OidcSource;
use crate::error::{Error, ErrorKind, Result};
use crate::security::Provider;
use crate::services::resilience::Circuits;

pub(crate) fn providers(sources: &[OidcSource], _: &Circuits) -> Result<Vec<Provider>> {
    let Some(source) = sources.first() else { return Ok(Vec::new()) };
    let name = source.name.replace('-', "_").to_uppercase();
    let message = format!(
        "FAB_OIDC_{name}_ISSUER names a provider of sign-ins, and this program cannot ask one; add the feature `oidc` of the \
         crate fab"
    );
    Err(Error::new(ErrorKind::Settings, message))
}
