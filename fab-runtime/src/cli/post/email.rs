//! How do the settings become mail servers?

use std::sync::Arc;

use crate::cli::settings::{MailPrivacy, MailServer};
use crate::clock::SystemClock;
use crate::error::{Error, ErrorKind, Result};
use crate::services::notify::email::{Mailer, SmtpSecurity, SmtpSettings};
use crate::services::notify::{Address, Carrier};

/// Asks these servers, one after the other.
pub(super) fn mailer(
    (name, address): &(Option<String>, String),
    servers: &[MailServer],
) -> Result<Arc<dyn Carrier>> {
    let from = Address::new(address).map_err(|error| wrong("FAB_MAIL_FROM", error))?;
    let from = match name {
        Some(name) => from.named(name),
        None => from,
    };
    let mut mailer = Mailer::new(from, Arc::new(SystemClock));
    for (server, setting) in servers.iter().zip(["FAB_SMTP_URL", "FAB_SMTP_FALLBACK_URL"]) {
        mailer = mailer.server(smtp(server)).map_err(|error| wrong(setting, error))?;
    }
    Ok(Arc::new(mailer))
}

fn smtp(server: &MailServer) -> SmtpSettings {
    let host = server.host.clone();
    let mut settings = match server.privacy {
        MailPrivacy::Tls => SmtpSettings::implicit_tls(host),
        MailPrivacy::StartTls => SmtpSettings::new(host),
        MailPrivacy::None => SmtpSettings {
            port: 25,
            security: SmtpSecurity::PlainOnLoopback,
            ..SmtpSettings::new(host)
        },
    };
    settings.port = server.port.unwrap_or(settings.port);
    settings.login.clone_from(&server.login);
    settings
}

fn wrong<E>(setting: &str, source: E) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    Error::new(ErrorKind::Settings, format!("{setting} cannot be used")).with_source(source)
}
