//! How do the settings become somebody who takes messages away?

#[cfg(feature = "email")]
mod email;
#[cfg(not(feature = "email"))]
#[path = "email_absent.rs"]
mod email;
#[cfg(feature = "sms")]
mod sms;
#[cfg(not(feature = "sms"))]
#[path = "sms_absent.rs"]
mod sms;

use crate::cli::settings::Settings;
use crate::error::Result;
use crate::security::PostOptions;

/// How messages leave, as the settings say; nobody takes those of a kind that they say nothing of.
///
/// What a request says of its host never stands in a link; in development the site is where it listens.
pub(crate) fn options(settings: &Settings) -> Result<PostOptions> {
    let source = &settings.post;
    let mut options = PostOptions::new(settings.local_url());
    if let (Some(from), [_, ..]) = (&source.mail_from, source.mail_servers.as_slice()) {
        options.mail = Some(email::mailer(from, &source.mail_servers)?);
    }
    if !source.text_providers.is_empty() {
        options.texts = Some(sms::texts(&source.text_providers)?);
    }
    Ok(options)
}
