//! Where to after signing in? Only ever to a path of this site.

use poem::http::Uri;

/// Longer ones are not followed.
const MAX: usize = 2_000;

/// `text` if it is a path (with a query) of this site, written so that no browser reads it as anything else.
pub(crate) fn local_path(text: &str) -> Option<&str> {
    let plain = text.len() <= MAX
        && text.bytes().all(|byte| matches!(byte, 0x21..=0x7e) && byte != b'\\')
        && text.starts_with('/')
        && !text.starts_with("//");
    if !plain {
        return None;
    }
    let uri: Uri = text.parse().ok()?;
    let local = uri.authority().is_none() && uri.scheme().is_none();
    (local && !uri.path().to_ascii_lowercase().starts_with("/%2f")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_this_site_are_followed() {
        for path in ["/", "/customers?q=a%20b&page=2", "/customers/7/edit"] {
            assert_eq!(local_path(path), Some(path));
        }
    }

    #[test]
    fn nothing_else_is_followed() {
        for text in [
            "",
            "customers",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            " //evil.example",
            "https:evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "%2f%2fevil.example",
            "/%2fevil.example",
            "/a\r\nSet-Cookie: a=b",
            "@evil.example",
            "http://localhost:8001/",
        ] {
            assert_eq!(local_path(text), None, "{text:?}");
        }
    }
}
