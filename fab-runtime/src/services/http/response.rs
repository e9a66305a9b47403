//! What did a provider answer?

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use hyper::header::HeaderMap;

use crate::services::resilience::Fault;

/// The answer of a provider, complete. It prints without headers and body.
#[derive(Clone)]
pub struct Response {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Response {
    pub(super) const fn new(status: u16, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { status, headers, body }
    }

    /// The status code.
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The first header of that name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body, if it is text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok()
    }

    /// For how long the provider asks to be left alone, from `now` on.
    pub fn retry_after(&self, now: DateTime<Utc>) -> Option<Duration> {
        let text = self.header("retry-after")?.trim();
        if let Ok(seconds) = text.parse::<u32>() {
            return Some(Duration::from_secs(seconds.into()));
        }
        let until = DateTime::parse_from_rfc2822(text).ok()?;
        Some((until.with_timezone(&Utc) - now).to_std().unwrap_or_default())
    }

    /// Whose fault the status is; nobody's if it is a success.
    pub fn fault(&self, now: DateTime<Utc>) -> Option<Fault> {
        match self.status {
            200..300 => None,
            401..=403 | 407 => Some(Fault::Credentials),
            429 => Some(Fault::Throttled { wait: self.retry_after(now) }),
            408 => Some(Fault::Service),
            400..500 => Some(Fault::Caller),
            _ => Some(Fault::Service),
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).finish_non_exhaustive()
    }
}
