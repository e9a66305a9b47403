//! Whom may a client ask, how, and for how long?

use std::fmt;
use std::time::Duration;

use crate::services::http::{HttpError, Url};

/// Whether hosts may be asked whose addresses are not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PrivateAddresses {
    /// They may not: nobody can make the program ask its own network.
    #[default]
    Refused,
    /// They may: the hosts are gateways of our own.
    Allowed,
}

/// Whether hosts may be asked without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PlainHttp {
    /// They may not.
    #[default]
    Refused,
    /// On this machine they may.
    OnLoopback,
}

/// Whom a client may ask, how, and for how long.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// The hosts, as `name` for the standard port or `name:port`.
    pub hosts: Vec<String>,
    /// Whether their addresses may be private ones; refused.
    pub private: PrivateAddresses,
    /// Whether they may be asked without TLS; refused.
    pub plain: PlainHttp,
    /// Certificates in PEM to trust besides the public ones.
    pub roots: Vec<u8>,
    /// The largest answer, in bytes; 1 MiB.
    pub largest_answer: usize,
    /// From the first byte to the last; 10 seconds.
    pub deadline: Duration,
    /// For the connection, TLS included; 5 seconds.
    pub connect_deadline: Duration,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            private: PrivateAddresses::default(),
            plain: PlainHttp::default(),
            roots: Vec::new(),
            largest_answer: 1 << 20,
            deadline: Duration::from_secs(10),
            connect_deadline: Duration::from_secs(5),
        }
    }
}

impl ClientSettings {
    /// The defaults, for one host.
    pub fn for_host(host: impl Into<String>) -> Self {
        Self { hosts: vec![host.into()], ..Self::default() }
    }

    /// Whether `url` is among the hosts.
    pub(in crate::services) fn check(&self, url: &Url) -> Result<(), HttpError> {
        let named = self.hosts.iter().any(|host| {
            let host = host.to_ascii_lowercase();
            host == format!("{}:{}", url.host(), url.port())
                || (url.has_standard_port() && host == url.host())
                || host == url.authority()
        });
        let host = || url.host().to_owned();
        if !named {
            return Err(HttpError::Host { host: host() });
        }
        if !url.is_secure() && self.plain == PlainHttp::Refused {
            return Err(HttpError::Plain { host: host() });
        }
        Ok(())
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSettings")
            .field("hosts", &self.hosts)
            .field("private", &self.private)
            .field("plain", &self.plain)
            .field("largest_answer", &self.largest_answer)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
