//! What stands in for providers of text messages where the feature is off? A word on how to switch it on.

use std::sync::Arc;

use crate::cli::settings::TextProvider;
use crate::error::{Error, ErrorKind, Result};
use crate::services::notify::Carrier;

pub(super) fn texts(_: &[TextProvider]) -> Result<Arc<dyn Carrier>> {
    Err(Error::new(
        ErrorKind::Settings,
        "FAB_SMS_PROVIDERS names providers of text messages, and this program cannot send any; add the feature `sms` \
         of the crate fab",
    ))
}
