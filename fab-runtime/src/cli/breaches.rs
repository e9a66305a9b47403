//! How does the setting become a list of breached passwords?

use std::sync::Arc;

use crate::clock::SystemClock;
use crate::error::{Error, ErrorKind, Result};
use crate::services::breach_list::BreachList;
use crate::services::breaches::{BreachSettings, Breaches};

/// Asks the service at this address.
pub(crate) fn list(base: Option<&str>) -> Result<Option<Arc<dyn BreachList>>> {
    let Some(base) = base else { return Ok(None) };
    let list =
        Breaches::new(BreachSettings::new(base), Arc::new(SystemClock)).map_err(|error| {
            Error::new(ErrorKind::Settings, "FAB_BREACHED_PASSWORDS cannot be used")
                .with_source(error)
        })?;
    Ok(Some(Arc::new(list)))
}
