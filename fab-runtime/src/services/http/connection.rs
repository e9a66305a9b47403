//! How does a connection come about? The name is looked up once, its addresses are judged, and one of those is used.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use crate::services::http::address::is_public;
use crate::services::http::{ClientSettings, HttpError, PrivateAddresses, Url};

/// Any kind of connection.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// What TLS trusts: the public roots, and those of the settings.
pub(super) fn tls(roots: &[u8]) -> Result<TlsConnector, HttpError> {
    let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in CertificateDer::pem_slice_iter(roots) {
        let root = root.map_err(|_| HttpError::Roots)?;
        store.add(root).map_err(|_| HttpError::Roots)?;
    }
    let provider = Arc::new(crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| HttpError::Roots)?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

pub(super) async fn connect(
    url: &Url,
    settings: &ClientSettings,
    tls: &TlsConnector,
) -> Result<Box<dyn Stream>, HttpError> {
    let host = || url.host().to_owned();
    let found = tokio::net::lookup_host((url.host(), url.port())).await;
    let found =
        found.map_err(|source| HttpError::Resolve { host: host(), source: Some(source) })?;
    let addresses = judge(url, settings, found.collect())?;
    let connection = dial(&addresses).await;
    let connection = connection.map_err(|source| HttpError::Connect { host: host(), source })?;
    if !url.is_secure() {
        return Ok(Box::new(connection));
    }
    let name = ServerName::try_from(host()).map_err(|_| HttpError::Request)?;
    let secured = tls.connect(name, connection).await;
    let secured = secured.map_err(|source| HttpError::Connect { host: host(), source })?;
    Ok(Box::new(secured))
}

/// The addresses, if every one of them may be asked: a name with one public and one private address is a trick.
pub(super) fn judge(
    url: &Url,
    settings: &ClientSettings,
    found: Vec<SocketAddr>,
) -> Result<Vec<SocketAddr>, HttpError> {
    let host = || url.host().to_owned();
    if found.is_empty() {
        return Err(HttpError::Resolve { host: host(), source: None });
    }
    let refused = settings.private == PrivateAddresses::Refused;
    if refused && !found.iter().all(|address| is_public(address.ip())) {
        return Err(HttpError::Private { host: host() });
    }
    if !url.is_secure() && !found.iter().all(|address| address.ip().is_loopback()) {
        return Err(HttpError::Plain { host: host() });
    }
    Ok(found)
}

async fn dial(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
