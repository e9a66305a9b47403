//! What stands in for a key management service where the feature is off? A word on how to switch it on.

use std::sync::Arc;

use crate::cli::settings::KmsSource;
use crate::crypto::keys::KeyWrapper;
use crate::error::{Error, ErrorKind, Result};

pub(super) fn wrapper(_: &KmsSource) -> Result<Arc<dyn KeyWrapper>> {
    Err(Error::new(
        ErrorKind::Settings,
        "FAB_KEYS names a key of a key management service, and this program cannot ask one; add the feature `kms` of \
         the crate fab",
    ))
}
