//! How does a server of a test speak TLS? With a certificate that an authority made for this run alone.

use std::sync::{Arc, LazyLock};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Certificates of this run, in PEM.
#[derive(Debug)]
pub struct Certificates {
    /// What clients have to trust.
    pub root: String,
    /// The certificate of `localhost` and `127.0.0.1`.
    pub server: String,
    /// Its key.
    pub key: String,
}

/// The certificates of this run.
pub static CERTIFICATES: LazyLock<Certificates> = LazyLock::new(|| {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let server = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    Certificates { root: authority.pem(), server: server.pem(), key: key.serialize_pem() }
});

/// Accepts TLS with the certificate of this run.
///
/// # Panics
///
/// When the certificate is of no use.
pub fn acceptor() -> TlsAcceptor {
    let chain = CertificateDer::pem_slice_iter(CERTIFICATES.server.as_bytes());
    let key = PrivateKeyDer::from_pem_slice(CERTIFICATES.key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
