//! What stands in for mail servers where the feature is off? A word on how to switch it on.

use std::sync::Arc;

use crate::cli::settings::MailServer;
use crate::error::{Error, ErrorKind, Result};
use crate::services::notify::Carrier;

pub(super) fn mailer(_: &(Option<String>, String), _: &[MailServer]) -> Result<Arc<dyn Carrier>> {
    Err(Error::new(
        ErrorKind::Settings,
        "FAB_SMTP_URL names a mail server, and this program cannot send e-mail; add the feature `email` of the crate \
         fab",
    ))
}
