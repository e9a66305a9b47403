//! Where is a mail server, and how is it spoken to?

use std::time::Duration;

use crate::secret::Secret;
use crate::services::resilience::{BulkheadSettings, CircuitSettings, GuardSettings, WindowSpan};

/// How a connection to a mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SmtpSecurity {
    /// TLS from the first byte on.
    ImplicitTls,
    /// TLS after a few words; a server that does not offer it is not used.
    StartTls,
    /// None: for a server on this machine, and for no other.
    PlainOnLoopback,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Its name, and the one of its circuit.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub security: SmtpSecurity,
    /// Name and password.
    pub login: Option<(String, Secret<String>)>,
    /// Certificates in PEM to trust besides the public ones.
    pub roots: Vec<u8>,
    /// What this machine calls itself; the domain of the sender if nothing is said.
    pub hello: Option<String>,
    /// So many connections are kept for the next message; 4.
    pub kept: usize,
    /// For so long; 30 seconds.
    pub kept_for: Duration,
    /// The layers around it: 15 seconds for each message, and a circuit that opens after five in five minutes of which
    /// half failed.
    pub guard: GuardSettings,
}

impl SmtpSettings {
    /// A server for submission: port 587, `STARTTLS`.
    pub fn new(host: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            port: 587,
            security: SmtpSecurity::StartTls,
            login: None,
            roots: Vec::new(),
            hello: None,
            kept: 4,
            kept_for: Duration::from_secs(30),
            guard: GuardSettings {
                timeout: Duration::from_secs(15),
                bulkhead: BulkheadSettings { calls: 8, ..BulkheadSettings::default() },
                circuit: CircuitSettings {
                    window: WindowSpan::Time(Duration::from_mins(5)),
                    minimum_calls: 5,
                    slow_call: Duration::from_secs(10),
                    ..CircuitSettings::default()
                },
                ..GuardSettings::default()
            },
        }
    }

    /// A server for submission: port 465, TLS from the first byte on.
    pub fn implicit_tls(host: impl Into<String>) -> Self {
        Self { port: 465, security: SmtpSecurity::ImplicitTls, ..Self::new(host) }
    }

    /// With a name and a password.
    #[must_use]
    pub fn login(mut self, name: impl Into<String>, password: Secret<String>) -> Self {
        self.login = Some((name.into(), password));
        self
    }
}
