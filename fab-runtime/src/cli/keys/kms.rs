//! How do the settings become a key of a key management service?

use std::sync::Arc;

use crate::cli::settings::KmsSource;
use crate::clock::SystemClock;
use crate::crypto::keys::KeyWrapper;
use crate::error::{Error, ErrorKind, Result};
use crate::services::kms::{KmsCredentials, KmsError, KmsKey, KmsSettings};

pub(super) fn wrapper(source: &KmsSource) -> Result<Arc<dyn KeyWrapper>> {
    let key = key(source).map_err(|error| {
        Error::new(ErrorKind::Settings, "the key of the keys").with_source(error)
    })?;
    Ok(Arc::new(key))
}

fn key(source: &KmsSource) -> std::result::Result<KmsKey, KmsError> {
    let credentials = KmsCredentials {
        key_id: source.access_key_id.expose().clone(),
        key: source.secret_access_key.clone(),
        session: source.session_token.clone(),
    };
    let settings = KmsSettings::new(&source.key, &source.region, credentials);
    let settings = match &source.endpoint {
        Some(endpoint) => settings.at(endpoint)?,
        None => settings,
    };
    KmsKey::new(settings, Arc::new(SystemClock))
}
