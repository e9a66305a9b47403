//! Which cookies came, and how is one set?

use poem::http::{HeaderMap, HeaderValue, header};

/// Longer cookie headers than browsers send for us are not looked at.
const MAX_HEADER: usize = 16 * 1024;

/// A cookie of ours. Under https its name carries `__Host-`, so that no other host or path can set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CookieName {
    plain: &'static str,
    host: &'static str,
}

/// Proves who is signed in.
pub(crate) const SESSION: CookieName =
    CookieName { plain: "fab_session", host: "__Host-fab_session" };
/// Binds the forms of someone who is not signed in.
pub(crate) const VISITOR: CookieName =
    CookieName { plain: "fab_visitor", host: "__Host-fab_visitor" };
/// Binds a sign-in at a provider to the browser that began it.
pub(crate) const AWAY: CookieName = CookieName { plain: "fab_away", host: "__Host-fab_away" };
/// Spares its owner the second factor at the sign-in.
pub(crate) const DEVICE: CookieName = CookieName { plain: "fab_device", host: "__Host-fab_device" };
/// A message for the next page.
pub(crate) const FLASH: CookieName = CookieName { plain: "fab_flash", host: "__Host-fab_flash" };
/// Light or dark.
pub(crate) const THEME: CookieName = CookieName { plain: "fab_theme", host: "__Host-fab_theme" };

/// How long the browser keeps a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Until the browser closes.
    Session,
    /// So many seconds.
    Seconds(u32),
    /// Not at all.
    Gone,
}

impl CookieName {
    /// The name as it stands in headers.
    pub(crate) const fn get(self, secure: bool) -> &'static str {
        if secure { self.host } else { self.plain }
    }

    /// The value that the browser sent. A cookie that came twice was tampered with: neither counts.
    pub(crate) fn read(self, headers: &HeaderMap, secure: bool) -> Option<&str> {
        let mut found = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .filter(|value| value.len() <= MAX_HEADER)
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.get(secure))
            .map(|(_, value)| value);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The `Set-Cookie` header; `None` for a value that may not stand in one.
    pub(crate) fn write(self, value: &str, keep: Keep, secure: bool) -> Option<HeaderValue> {
        if !value.bytes().all(is_cookie_octet) {
            return None;
        }
        let name = self.get(secure);
        let secure = if secure { "; Secure" } else { "" };
        let age = match keep {
            Keep::Session => String::new(),
            Keep::Seconds(seconds) => format!("; Max-Age={seconds}"),
            Keep::Gone => "; Max-Age=0".to_owned(),
        };
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        HeaderValue::from_str(&text).ok()
    }
}

/// The letters that RFC 6265 allows in a value.
const fn is_cookie_octet(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
        headers
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = headers("a=b; fab_session=xyz=; fab_sessions=no");
        assert_eq!(SESSION.read(&headers, false), Some("xyz="));
        assert_eq!(SESSION.read(&headers, true), None);
    }

    #[test]
    fn a_cookie_that_came_twice_does_not_count() {
        let headers = headers("fab_session=one; fab_session=two");
        assert_eq!(SESSION.read(&headers, false), None);
    }

    #[test]
    fn a_secure_cookie_is_bound_to_the_host() {
        let value = SESSION.write("xyz", Keep::Seconds(60), true).unwrap();
        assert_eq!(
            value,
            "__Host-fab_session=xyz; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"
        );
    }

    #[test]
    fn a_value_cannot_smuggle_attributes() {
        for value in ["a;b", "a b", "a\r\nb", "a,b", "ü"] {
            assert_eq!(SESSION.write(value, Keep::Session, true), None, "{value:?}");
        }
    }
}
