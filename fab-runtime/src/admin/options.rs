//! How does a site face the world? The settings of its HTTP side, with defaults for each.

use std::path::PathBuf;
use std::time::Duration;

use crate::admin::client::Network;
use crate::admin::origin::BaseUrl;
use crate::secret::Secret;

/// The settings of a site's HTTP side.
#[derive(Debug, Clone, Default)]
pub struct SiteOptions {
    /// Where people reach the site. With one, requests for other hosts are refused, and `https` makes
    /// cookies secure.
    pub base_url: Option<BaseUrl>,
    /// Proxies whose word on the client's address counts.
    pub trusted_proxies: Vec<Network>,
    /// The header in which a trusted proxy names who asks; nobody else's counts.
    pub proxy_user_header: Option<String>,
    /// Opens the figures at `/metrics` to who brings it; without one there are none.
    pub metrics_token: Option<Secret<String>>,
    /// Shown on every page to tell installations apart, such as "staging".
    pub environment: Option<String>,
    /// A folder of templates that replace built-in ones of the same name.
    pub templates: Option<PathBuf>,
    /// What a peer may use up.
    pub limits: Limits,
}

impl SiteOptions {
    /// Whether browsers reach the site encrypted.
    pub fn is_https(&self) -> bool {
        self.base_url.as_ref().is_some_and(BaseUrl::is_https)
    }
}

/// What a peer may use up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Open connections.
    pub connections: usize,
    /// From the first byte of a request to the end of its head.
    pub head_timeout: Duration,
    /// A connection without a request.
    pub idle_timeout: Duration,
    /// The peer takes no byte of an answer.
    pub write_timeout: Duration,
    /// From the head of a request to its answer.
    pub request_timeout: Duration,
    /// From the signal to stop until connections are cut.
    pub shutdown_timeout: Duration,
    /// Rows in one exported file.
    pub export_rows: u32,
    /// From the head of a request to the end of an exported file.
    pub export_timeout: Duration,
    /// Bytes of path and query.
    pub uri_bytes: usize,
    /// Bytes of a posted form about rows.
    pub form_bytes: usize,
    /// Bytes of any other posted form.
    pub small_form_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_024,
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_mins(1),
            write_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(30),
            export_rows: 100_000,
            export_timeout: Duration::from_mins(5),
            uri_bytes: 8 * 1024,
            form_bytes: 4 * 1024 * 1024,
            small_form_bytes: 64 * 1024,
        }
    }
}
