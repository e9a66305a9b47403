//! Where does a request go? An address of which every part was looked at.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use hyper::Uri;

use crate::services::http::HttpError;

/// An absolute address, `https` or `http`, without names or passwords in it.
///
/// It prints without its path and query, which may hold what is nobody's business.
///
/// ```
/// # use fab_runtime as fab;
/// use fab::services::http::Url;
///
/// let url: Url = "https://API.example.com/v1/messages?to=secret".parse()?;
/// assert_eq!(url.to_string(), "https://api.example.com");
/// assert!("https://user:password@example.com/".parse::<Url>().is_err());
/// # Ok::<(), fab::services::http::UrlError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    secure: bool,
    host: String,
    port: u16,
    target: String,
}

/// Why a text is no address that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// It is not an absolute address.
    #[error("the address is not of the form https://host/path")]
    Form,
    /// Neither `https` nor `http`.
    #[error("the address begins with neither https nor http")]
    Scheme,
    /// It holds a name or a password.
    #[error("the address holds a name or a password")]
    UserInfo,
}

impl Url {
    pub(super) const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host in small letters, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also where it is not written.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Path and query.
    pub(in crate::services) fn target(&self) -> &str {
        &self.target
    }

    pub(super) fn has_standard_port(&self) -> bool {
        self.port == if self.secure { 443 } else { 80 }
    }

    /// Host and port, as the header `Host` names them.
    pub(crate) fn authority(&self) -> String {
        let host = match self.host.parse::<IpAddr>() {
            Ok(IpAddr::V6(address)) => format!("[{address}]"),
            Ok(IpAddr::V4(_)) | Err(_) => self.host.clone(),
        };
        if self.has_standard_port() { host } else { format!("{host}:{}", self.port) }
    }
}

impl FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        // Other programs read a backslash as a slash: nothing that two can read in two ways.
        if text.contains(['\\', '#']) || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(UrlError::Form);
        }
        let uri: Uri = text.parse().map_err(|_| UrlError::Form)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) => return Err(UrlError::Scheme),
            None => return Err(UrlError::Form),
        };
        let authority = uri.authority().ok_or(UrlError::Form)?;
        if authority.as_str().contains('@') {
            return Err(UrlError::UserInfo);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        if host.is_empty() {
            return Err(UrlError::Form);
        }
        let written = authority.as_str().strip_prefix(authority.host()).ok_or(UrlError::Form)?;
        let port = match written.strip_prefix(':') {
            None if secure => 443,
            None => 80,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().filter(|port| *port > 0).ok_or(UrlError::Form)?
            }
            Some(_) => return Err(UrlError::Form),
        };
        let target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        Ok(Self { secure, host, port, target })
    }
}

impl TryFrom<&str> for Url {
    type Error = HttpError;

    fn try_from(text: &str) -> Result<Self, HttpError> {
        text.parse().map_err(HttpError::Url)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority())
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}
