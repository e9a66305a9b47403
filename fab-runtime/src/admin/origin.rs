//! Is the request meant for this site, and does it come from a page of it?

use std::fmt;
use std::str::FromStr;

use poem::http::{HeaderMap, Uri, header};

/// Where people reach the site: scheme, host and port, without a path.
///
/// ```
/// use fab_runtime::admin::BaseUrl;
/// let base: BaseUrl = "https://admin.example.com/".parse().unwrap();
/// assert_eq!(base.to_string(), "https://admin.example.com");
/// assert!(base.is_https());
/// assert!("admin.example.com".parse::<BaseUrl>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    https: bool,
    /// Host, and port unless it is the scheme's own; in lower case.
    authority: String,
}

impl BaseUrl {
    /// Whether browsers reach it encrypted.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// The host, and the port unless it is the scheme's own.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

impl FromStr for BaseUrl {
    type Err = NotABaseUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.trim().parse().map_err(|_| NotABaseUrl)?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(NotABaseUrl),
        };
        let authority = uri.authority().map(ToString::to_string).ok_or(NotABaseUrl)?;
        if authority.contains('@') || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(NotABaseUrl);
        }
        Ok(Self { https, authority: without_default_port(&authority, https) })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// A text that is no base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a base URL; write scheme and host without a path, such as https://admin.example.com")]
pub struct NotABaseUrl;

fn without_default_port(authority: &str, https: bool) -> String {
    let port = if https { ":443" } else { ":80" };
    authority.strip_suffix(port).unwrap_or(authority).to_ascii_lowercase()
}

/// Whether the request names this site as its host. Without a base URL any one host will do.
pub(crate) fn host_is_ours(uri: &Uri, headers: &HeaderMap, base: Option<&BaseUrl>) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let single = hosts.next().is_none();
    let (Some(host), true) = (host, single) else { return false };
    let target_agrees =
        uri.authority().is_none_or(|target| target.as_str().eq_ignore_ascii_case(host));
    let Some(base) = base else { return target_agrees && !host.is_empty() };
    target_agrees && without_default_port(host, base.https) == base.authority
}

/// Whether a request that changes something comes from a page of this site, as far as the browser says.
///
/// Browsers send `Origin` with every POST and `Sec-Fetch-Site` with every request; what neither tells (a
/// program, an old browser) is left to the token in the form.
pub(crate) fn comes_from_us(headers: &HeaderMap, base: Option<&BaseUrl>) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().ok());
    let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or_default());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    match text(header::ORIGIN) {
        None => true,
        Some(None) => false,
        // Pages whose address nobody may learn name none when they send their form.
        Some(Some("null")) => site == Some("same-origin"),
        Some(Some(origin)) => match (origin.parse::<BaseUrl>(), base) {
            (Err(_), _) => false,
            (Ok(origin), Some(base)) => origin == *base,
            (Ok(origin), None) => text(header::HOST)
                .flatten()
                .is_some_and(|host| without_default_port(host, origin.https) == origin.authority),
        },
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            })
            .collect()
    }

    fn base() -> BaseUrl {
        "https://admin.example.com".parse().unwrap()
    }

    #[test]
    fn a_base_url_has_scheme_and_host_only() {
        for text in ["", "x", "ftp://a", "https://a/b", "https://u@a", "https://a?x", "//a"] {
            assert_eq!(text.parse::<BaseUrl>(), Err(NotABaseUrl), "{text:?}");
        }
        assert_eq!("HTTPS://Admin.Example.com:443/".parse::<BaseUrl>(), Ok(base()));
    }

    #[test]
    fn another_host_is_not_ours() {
        let ours = |host, base: Option<&BaseUrl>| {
            host_is_ours(&Uri::from_static("/"), &headers(&[("host", host)]), base)
        };
        assert!(ours("admin.example.com", Some(&base())));
        assert!(ours("ADMIN.example.com:443", Some(&base())));
        assert!(!ours("admin.example.com:8443", Some(&base())));
        assert!(!ours("evil.example", Some(&base())));
        assert!(ours("localhost:8000", None));
        assert!(!ours("", None));
        let absolute = Uri::from_static("http://evil.example/");
        assert!(!host_is_ours(&absolute, &headers(&[("host", "localhost")]), None));
    }

    #[test]
    fn a_change_comes_from_our_own_pages() {
        let from_us = |pairs: &[_], base: Option<&BaseUrl>| comes_from_us(&headers(pairs), base);
        assert!(from_us(&[("origin", "https://admin.example.com")], Some(&base())));
        assert!(from_us(&[("origin", "http://localhost:80"), ("host", "localhost")], None));
        assert!(from_us(&[("sec-fetch-site", "same-origin")], Some(&base())));
        assert!(from_us(&[], Some(&base())));
        assert!(!from_us(&[("origin", "https://evil.example")], Some(&base())));
        assert!(!from_us(&[("origin", "http://admin.example.com")], Some(&base())));
        assert!(!from_us(&[("origin", "http://evil"), ("host", "localhost")], None));
        assert!(!from_us(&[("origin", "null")], None));
        // Sent from a page with `Referrer-Policy: no-referrer`.
        let ours = [("origin", "null"), ("sec-fetch-site", "same-origin")];
        assert!(from_us(&ours, Some(&base())));
        assert!(!from_us(&[("origin", "null"), ("sec-fetch-site", "none")], Some(&base())));
        assert!(!from_us(&[("sec-fetch-site", "same-site")], Some(&base())));
        assert!(!from_us(&[("sec-fetch-site", "cross-site")], Some(&base())));
    }
}
