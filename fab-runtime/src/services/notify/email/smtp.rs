//! How does one mail server take one message?

use std::error::Error as _;
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
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;

use crate::clock::Clock;
use crate::services::notify::email::pool::Pool;
use crate::services::notify::email::{
    MailerError, SmtpError, SmtpSecurity, SmtpSettings, SmtpStage,
};
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
        let response = match converse(&mut connection, message).await {
            Ok(response) => response,
            Err(error) => {
                connection.abort().await;
                return Err(error);
            }
        };
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
        let greeted = said(SmtpStage::Greeting);
        let mut connection = connecting.await.map_err(greeted)?;
        if let Some(tls) = then {
            connection.starttls(tls, &self.hello).await.map_err(|error| match greeted(error) {
                SmtpError::Compose => SmtpError::Tls,
                other => other,
            })?;
        }
        if let Some((name, password)) = &self.settings.login {
            let credentials = Credentials::new(name.clone(), password.expose().to_owned());
            let login = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            login.await.map_err(|error| match greeted(error) {
                // Nothing that we can log in with, or a refusal of it.
                SmtpError::Compose | SmtpError::Code { code: 500.., .. } => SmtpError::Login,
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

/// Says who it is from, to whom it goes and what it says, and remembers to which of these the server said no.
async fn converse(
    connection: &mut AsyncSmtpConnection,
    message: &Composed,
) -> Result<Response, SmtpError> {
    let (envelope, text) = (message.envelope(), message.formatted());
    let mut parameters = Vec::new();
    let mut addresses = envelope.from().into_iter().chain(envelope.to());
    if !addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
        parameters.push((Extension::SmtpUtfEight, MailParameter::SmtpUtfEight));
    }
    if !text.is_ascii() {
        let eight = MailParameter::Body(MailBodyParameter::EightBitMime);
        parameters.push((Extension::EightBitMime, eight));
    }
    if !parameters.iter().all(|(needed, _)| connection.server_info().supports_feature(*needed)) {
        return Err(SmtpError::Compose);
    }
    let parameters = parameters.into_iter().map(|(_, parameter)| parameter).collect();
    let from = commands::Mail::new(envelope.from().cloned(), parameters);
    connection.command(from).await.map_err(said(SmtpStage::Sender))?;
    for to in envelope.to() {
        let to = commands::Rcpt::new(to.clone(), Vec::new());
        connection.command(to).await.map_err(said(SmtpStage::Recipient))?;
    }
    connection.command(commands::Data).await.map_err(said(SmtpStage::Message))?;
    connection.message(&text).await.map_err(said(SmtpStage::Message))
}

/// What an error means; nothing of what the server wrote is kept.
fn said(stage: SmtpStage) -> impl Fn(LettreError) -> SmtpError + Copy {
    move |error| {
        if let Some(code) = error.status() {
            let code = code.to_string().parse();
            return match code {
                Ok(code @ 500..) if stage == SmtpStage::Recipient && is_policy(&error) => {
                    SmtpError::Policy { code }
                }
                Ok(code) => SmtpError::Code { code, stage },
                Err(_) => SmtpError::Protocol,
            };
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
}

/// Whether a server names security or policy as its reason (RFC 3463, 3.8), as for a relay that it is not for us.
fn is_policy(error: &LettreError) -> bool {
    error.source().is_some_and(|text| text.to_string().trim_start().starts_with("5.7."))
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("host", &self.settings.host).finish_non_exhaustive()
    }
}
