//! How do the settings of a provider become one that can be asked?

use std::sync::Arc;

use crate::cli::settings::OidcSource;
use crate::clock::SystemClock;
use crate::error::{Error, ErrorKind, Result};
use crate::security::Provider;
use crate::services::http::PrivateAddresses;
use crate::services::oidc::{OidcProvider, OidcSettings};
use crate::services::resilience::Circuits;

/// The providers of the settings; their circuits are added to `circuits`.
pub(crate) fn providers(sources: &[OidcSource], circuits: &Circuits) -> Result<Vec<Provider>> {
    sources.iter().map(|source| provider(source, circuits)).collect()
}

fn provider(source: &OidcSource, circuits: &Circuits) -> Result<Provider> {
    let mut settings = OidcSettings::new(&source.name, &source.issuer, &source.client_id);
    settings.client_secret.clone_from(&source.client_secret);
    settings.scopes.clone_from(&source.scopes);
    settings.groups_claim.clone_from(&source.groups_claim);
    settings.hosts.clone_from(&source.hosts);
    if source.private {
        settings.private = PrivateAddresses::Allowed;
    }
    let asked =
        OidcProvider::new(settings, Arc::new(SystemClock), Vec::new()).map_err(|error| {
            let message = format!("the provider of sign-ins {} cannot be used", source.name);
            Error::new(ErrorKind::Settings, message).with_source(error)
        })?;
    circuits.add(asked.circuit().clone());
    let mut provider = Provider::new(&source.name, &source.label, Arc::new(asked));
    provider.provisioning = source.provisioning;
    provider.linking = source.linking;
    provider.roles.clone_from(&source.roles);
    provider.second_factor.clone_from(&source.second_factor);
    Ok(provider)
}
