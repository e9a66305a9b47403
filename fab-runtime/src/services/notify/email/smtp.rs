//! How does one mail server take one message?

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use lettre::Message as Composed;
use lettre::transport::smtp::Error as LettreError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;

use crate::clock::Clock;
use crate::services::notify::email::pool::Pool;
use crate::services::notify::email::{MailerError, SmtpError, SmtpSecurity, SmtpSettings};
use crate::services::notify::plain;

/// One mail server.
pub(super) struct Smtp {
    settings: SmtpSettings,
    hello: ClientId,
    tls: TlsParameters,
    pool: Pool,
    clock: Arc<dyn Clock>,
}

impl Smtp {
    pub(super) fn new(
        settings: SmtpSettings,
        domain: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, MailerError> {
        let host = || settings.host.clone();
        let hello = settings.hello.as_deref().unwrap_or(domain);
        if hello.is_empty() || !plain::is_line(hello) || hello.contains(' ') {
            return Err(MailerError::Hello { host: host() });
        }
        let tls = tls(&settings).map_err(|_| MailerError::Roots { host: host() })?;
        Ok(Self {
            hello: ClientId::Domain(hello.to_owned()),
            tls,
            pool: Pool::new(settings.kept, settings.kept_for),
            settings,
            clock,
        })
    }

    /// Hands the message over; what the server calls it.
    pub(super) async fn send(&self, message: &Composed) -> Result<Option<String>, SmtpError> {
        let now = || self.clock.monotonic();
        let mut connection = match self.pool.take(now()).await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        let sent = connection.send(message.envelope(), &message.formatted()).await;
        let response = sent.map_err(|error| said(&error))?;
        self.pool.put_back(connection, now());
        Ok(response.first_line().map(|line| plain::line(line).chars().take(100).collect()))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let address = (self.settings.host.as_str(), self.settings.port);
        let found = tokio::net::lookup_host(address).await;
        let found: Vec<SocketAddr> =
            found.map_err(|error| SmtpError::Connect(Some(error)))?.collect();
        let on_loopback = found.iter().all(|address| address.ip().is_loopback());
        let (first, then) = match self.settings.security {
            SmtpSecurity::ImplicitTls => (Some(self.tls.clone()), None),
            SmtpSecurity::StartTls => (None, Some(self.tls.clone())),
            SmtpSecurity::PlainOnLoopback if on_loopback => (None, None),
            SmtpSecurity::PlainOnLoopback => return Err(SmtpError::Plain),
        };
        // Each message has its time in all, which the layers around it keep.
        let limit: Option<Duration> = Some(self.settings.guard.timeout);
        let connecting =
            AsyncSmtpConnection::connect_tokio1(found.as_slice(), limit, &self.hello, first, None);
        let mut connection = connecting.await.map_err(|error| said(&error))?;
        if let Some(tls) = then {
            connection.starttls(tls, &self.hello).await.map_err(|error| match said(&error) {
                SmtpError::Compose => SmtpError::Tls,
                other => other,
            })?;
        }
        if let Some((name, password)) = &self.settings.login {
            let credentials = Credentials::new(name.clone(), password.expose().to_owned());
            let login = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            login.await.map_err(|error| match said(&error) {
                // Nothing that we can log in with, or a refusal of it.
                SmtpError::Compose | SmtpError::Code(500..) => SmtpError::Login,
                other => other,
            })?;
        }
        Ok(connection)
    }
}

fn tls(settings: &SmtpSettings) -> Result<TlsParameters, LettreError> {
    let mut builder = TlsParameters::builder(settings.host.clone())
        .certificate_store(CertificateStore::WebpkiRoots);
    if !settings.roots.is_empty() {
        builder = builder.add_root_certificate(Certificate::from_pem(&settings.roots)?);
    }
    builder.build_rustls()
}

/// What an error means; nothing of what the server wrote is kept.
fn said(error: &LettreError) -> SmtpError {
    if let Some(code) = error.status() {
        return code.to_string().parse().map_or(SmtpError::Protocol, SmtpError::Code);
    }
    if error.is_client() {
        return SmtpError::Compose;
    }
    if error.is_tls() {
        return SmtpError::Tls;
    }
    if error.is_response() {
        return SmtpError::Protocol;
    }
    SmtpError::Connect(None)
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("host", &self.settings.host).finish_non_exhaustive()
    }
}
