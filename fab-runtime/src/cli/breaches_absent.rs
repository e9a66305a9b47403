//! What stands in for a list of breached passwords where the feature is off? A word on how to switch it on.

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::services::breach_list::BreachList;

pub(crate) fn list(base: Option<&str>) -> Result<Option<Arc<dyn BreachList>>> {
    if base.is_none() {
        return Ok(None);
    }
    Err(Error::new(
        ErrorKind::Settings,
        "FAB_BREACHED_PASSWORDS names a list of breaches, and this program cannot ask one; add the feature `breaches` of \
         the crate fab",
    ))
}
