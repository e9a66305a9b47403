//! What does every answer tell the browser about safety?

use poem::http::header::{self, HeaderName};
use poem::http::{HeaderMap, HeaderValue};

/// Only our own files, nothing inline, no frame around us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     object-src 'none'; frame-ancestors 'none'";

const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

const EVERYWHERE: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("permissions-policy", PERMISSIONS_POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Two years, as the preload lists ask.
const TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";

/// Adds what every answer carries. Answers that do not say otherwise are kept by no cache.
pub(crate) fn secure(headers: &mut HeaderMap, https: bool) {
    headers.reserve(EVERYWHERE.len() + 3);
    for (name, value) in EVERYWHERE {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        // A page may tell less of its address, which only makes it stricter.
        if name != header::REFERRER_POLICY || !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(TRANSPORT_SECURITY),
        );
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_not_kept_unless_they_say_so() {
        let mut headers = HeaderMap::new();
        secure(&mut headers, false);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));

        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, immutable"));
        secure(&mut headers, true);
        assert_eq!(headers[header::CACHE_CONTROL], "public, immutable");
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn nothing_inline_is_ever_allowed() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
    }
}
